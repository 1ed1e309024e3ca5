//! Kinds of files, told apart by sections that each alone has: scenarios, and plans, games and histories, which name them.

use crate::schema::sections_shape;
use crate::syntax::Field;

/// A kind of file beside scenarios.
pub(crate) struct FileKind {
    /// The section that it alone has.
    section: &'static str,
    what: &'static str,
    /// The command that takes it.
    command: &'static str,
}

pub(crate) const PLAN: FileKind =
    FileKind { section: "scenarios", what: "the plan of an ensemble", command: "coercivity ensemble" };
pub(crate) const GAME: FileKind = FileKind { section: "players", what: "a game", command: "coercivity game" };
pub(crate) const HISTORY: FileKind =
    FileKind { section: "facts", what: "a history with its facts", command: "coercivity validate" };

/// A file of another kind than is asked for.
pub(crate) struct Mistaken<'f> {
    /// The field that tells it.
    pub(crate) field: &'f Field,
    pub(crate) message: String,
    pub(crate) help: String,
}

/// What a file with these `fields` is, if it is no scenario.
pub(crate) fn no_scenario(fields: &[Field]) -> Option<Mistaken<'_>> {
    let (field, kind) =
        [&PLAN, &GAME, &HISTORY].into_iter().find_map(|kind| Some((kind.of(fields)?, kind)))?;
    let message = format!("this is {}, not a scenario", kind.what);
    Some(Mistaken {
        field,
        message,
        help: format!("`{}` takes it, and it names its scenarios", kind.command),
    })
}

impl FileKind {
    /// The section in `fields` that this kind alone has.
    fn of<'f>(&self, fields: &'f [Field]) -> Option<&'f Field> {
        fields.iter().find(|field| field.name == self.section)
    }

    /// What a file with these `fields` is, if it has nothing of this kind and something of another.
    pub(crate) fn mistaken<'f>(&self, fields: &'f [Field]) -> Option<Mistaken<'f>> {
        if self.of(fields).is_some() {
            return None;
        }
        let mut others = [&PLAN, &GAME, &HISTORY].into_iter();
        let other = others.find_map(|other| Some((other.of(fields)?, other.what, other.command)));
        let of_scenario = |field: &&Field| is_of_scenarios(&field.name);
        let scenario = || Some((fields.iter().find(of_scenario)?, "a scenario", "coercivity run"));
        let (field, what, command) = other.or_else(scenario)?;
        let message = format!("this is {what}, not {}", self.what);
        let help = format!("`{command}` takes it; {} has a section `{}`", self.what, self.section);
        Some(Mistaken { field, message, help })
    }
}

/// Whether scenarios alone have such a section.
fn is_of_scenarios(name: &str) -> bool {
    name == "base" || !matches!(name, "title" | "summary") && sections_shape().entry(name).is_some()
}
