//! A policy at work in the same process, without a library: for tests and for the engine's own use. A loaded library
//! runs the very same code behind its table of functions.

use crate::manifest::manifest_text;
use crate::panics::guarded;
use crate::{
    Applications, Call, Card, Effect, Fault, Functions, Instance, Measures, Names, Notes, ParameterSet,
    Policy, Refusal, Rulings, Setting, Slice, SliceMut, Status, World,
};

/// An instance of a policy.
pub struct InProcess<P> {
    card: Card,
    names: Names,
    functions: Functions,
    policy: P,
    ended: Option<String>,
}

impl<P: Policy> InProcess<P> {
    /// Makes an instance from checked settings, one for each parameter in the order of the manifest.
    ///
    /// # Errors
    /// If the policy refuses them, panics, or describes itself in a way that no manifest can.
    pub fn new(names: &Names, settings: Vec<Setting>, functions: Functions) -> Result<Self, Fault> {
        let card = card::<P>()?;
        let texts = P::Parameters::TEXTS;
        let misfit = texts.iter().zip(&settings).position(|(text, setting)| !setting.fits(text.kind, names));
        if let Some(misfit) = misfit {
            let refusal = Refusal::new(format!("the setting does not fit {}", texts[misfit].kind.name()));
            return Err(refusal.parameter(texts[misfit].name).into_fault(Status::Invalid, position::<P>));
        }
        let made = guarded(|| P::new(P::Parameters::from_settings(settings)?, names));
        let policy = fault_of(made, Status::Invalid, position::<P>)?;
        Ok(Self { card, names: names.clone(), functions, policy, ended: None })
    }

    /// The policy itself, for tests.
    #[must_use]
    pub fn policy(&self) -> &P {
        &self.policy
    }

    /// Runs `hook` on the policy, catches what it throws, and remembers if the instance is at its end.
    fn call<R>(
        &mut self,
        usual: Status,
        hook: impl FnOnce(&mut P, &Names) -> Result<R, Refusal>,
    ) -> Result<R, Fault> {
        if let Some(ended) = &self.ended {
            let message = format!("it is not usable any more, since in an earlier call {ended}");
            return Err(Fault { status: Status::Error, message, parameter: None, row: None });
        }
        let (policy, names) = (&mut self.policy, &self.names);
        let outcome = fault_of(guarded(|| hook(policy, names)), usual, position::<P>);
        let fatal = |fault: &&Fault| matches!(fault.status, Status::Error | Status::Fatal | Status::Panicked);
        self.ended = outcome.as_ref().err().filter(fatal).map(|fault| fault.message.clone());
        outcome
    }
}

impl<P> std::fmt::Debug for InProcess<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InProcess")
            .field("id", &self.card.id)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}

impl<P: Policy> Instance for InProcess<P> {
    fn card(&self) -> &Card {
        &self.card
    }

    fn on_tick(&mut self, call: Call<'_>) -> Result<(), Fault> {
        let functions = self.functions;
        self.call(Status::Error, |policy, names| {
            let world = World::new(&P::ABOUT, call.moment, names, call.inputs, functions);
            let mut measures = Measures::new(&P::ABOUT, call.outputs, call.services);
            policy.on_tick(&world, &mut measures)?;
            measures.outcome()
        })
    }

    fn decide(&mut self, call: Call<'_>) -> Result<(), Fault> {
        let functions = self.functions;
        self.call(Status::Error, |policy, names| {
            let count = pending::<P>(call.inputs, call.outputs);
            let world = World::new(&P::ABOUT, call.moment, names, call.inputs, functions);
            let mut rulings = Rulings::new(&P::ABOUT, call.outputs, call.services);
            policy.decide(&Applications::new(world, count), &mut rulings)?;
            rulings.outcome()
        })
    }

    fn settle(&mut self, call: Call<'_>) -> Result<(), Fault> {
        let functions = self.functions;
        self.call(Status::Error, |policy, names| {
            let world = World::new(&P::ABOUT, call.moment, names, call.inputs, functions);
            let mut notes = Notes::new(call.services);
            policy.settle(&world, &mut notes)?;
            notes.outcome()
        })
    }

    fn save(&mut self) -> Result<Vec<u8>, Fault> {
        self.call(Status::Error, |policy, _| Ok(policy.save()))
    }

    fn load(&mut self, state: &[u8]) -> Result<(), Fault> {
        self.call(Status::Invalid, |policy, _| policy.load(state))
    }
}

/// What the manifest of a policy says, read as the host reads it.
///
/// # Errors
/// If the policy describes itself in a way that no manifest can.
pub fn card<P: Policy>() -> Result<Card, Fault> {
    Card::parse(&manifest_text::<P>()).map_err(|why| Fault {
        status: Status::Invalid,
        message: format!("its manifest is broken: {why}"),
        parameter: None,
        row: None,
    })
}

/// Number of pending applications.
fn pending<P: Policy>(inputs: &[Slice<'_>], outputs: &[SliceMut<'_>]) -> usize {
    let written = P::ABOUT.writes.iter().position(|effect| *effect == Effect::Decision);
    match written.and_then(|position| outputs.get(position)) {
        Some(SliceMut::U8(decisions)) => decisions.len(),
        _ => inputs.iter().map(Slice::len).max().unwrap_or(0),
    }
}

fn position<P: Policy>(name: &str) -> Option<usize> {
    P::Parameters::TEXTS.iter().position(|text| text.name == name)
}

fn fault_of<R>(
    outcome: Result<Result<R, Refusal>, String>,
    usual: Status,
    position: fn(&str) -> Option<usize>,
) -> Result<R, Fault> {
    match outcome {
        Ok(Ok(result)) => Ok(result),
        Ok(Err(refusal)) => Err(refusal.into_fault(usual, position)),
        Err(message) => Err(Fault { status: Status::Panicked, message, parameter: None, row: None }),
    }
}
