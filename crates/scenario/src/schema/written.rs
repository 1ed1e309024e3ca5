//! Values as they are written in scenario files.

use super::shape::{Form, Shape};
use serde_json::Value;

/// `value`, which has the form of `shape`, on one line.
pub(crate) fn written(value: &Value, shape: &Shape) -> String {
    match (&shape.form, value) {
        (_, Value::Null) => String::from("None"),
        (Form::Optional(inner), _) => written(value, inner),
        (Form::List { item, length }, Value::Array(items)) => {
            let items: Vec<String> = items.iter().map(|value| written(value, item)).collect();
            let (open, close) = if length.is_some() { ('(', ')') } else { ('[', ']') };
            format!("{open}{}{close}", items.join(", "))
        }
        (Form::Tuple(shapes), Value::Array(items)) => {
            let items: Vec<String> =
                items.iter().zip(shapes).map(|(value, shape)| written(value, shape)).collect();
            format!("({})", items.join(", "))
        }
        (Form::Map { keys, value: inner }, Value::Object(map)) => {
            let key = |name: &String| if keys.is_some() { name.clone() } else { format!("{name:?}") };
            let entries: Vec<String> =
                map.iter().map(|(name, value)| format!("{}: {}", key(name), written(value, inner))).collect();
            format!("{{{}}}", entries.join(", "))
        }
        (Form::Record(record), Value::Object(map)) => {
            let field = |(name, value): (&String, &Value)| {
                let shape = &record.entry(name)?.shape;
                Some(format!("{name}: {}", written(value, shape)))
            };
            format!("({})", map.iter().filter_map(field).collect::<Vec<_>>().join(", "))
        }
        (Form::Literal, Value::Array(items)) => {
            let items: Vec<String> = items.iter().map(|value| written(value, shape)).collect();
            format!("[{}]", items.join(", "))
        }
        (Form::Literal, Value::Object(map)) => {
            let entries: Vec<String> =
                map.iter().map(|(date, value)| format!("{date:?}: {}", written(value, shape))).collect();
            format!("{{{}}}", entries.join(", "))
        }
        (Form::Variants { .. }, Value::String(name)) => name.clone(),
        (Form::Variants { list }, Value::Object(map)) => {
            let variant = map.iter().next().and_then(|(name, value)| {
                let payload = list.iter().find(|variant| variant.name == *name)?.payload.as_ref()?;
                let inside = written(value, payload);
                Some(match payload.form {
                    Form::Record(_) => format!("{name}{inside}"),
                    _ => format!("{name}({inside})"),
                })
            });
            variant.unwrap_or_else(|| value.to_string())
        }
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::shape::sections_shape;
    use super::*;
    use serde_json::json;

    #[test]
    fn variants_tuples_and_maps_look_as_in_a_file() {
        let shape = |section: &str| &sections_shape().entry(section).unwrap().shape;
        let stages = json!([{"name": "mine", "firms": {"Real": 25}}, {"name": "maker", "firms": "Rest"}]);
        assert_eq!(
            written(&stages, shape("stages")),
            "[(name: \"mine\", firms: Real(25)), (name: \"maker\", firms: Rest)]"
        );
        let goods = json!({"ore": {"unit": "t", "qualification_weeks": [13.0, 26.0], "mode": "Air"}});
        assert_eq!(
            written(&goods, shape("goods")),
            "{\"ore\": (unit: \"t\", qualification_weeks: (13.0, 26.0), mode: Air)}"
        );
        let what = json!([{"what": {"Licence": {"regime": "control"}}, "until": null}]);
        assert_eq!(written(&what, shape("schedule")), "[(what: Licence(regime: \"control\"), until: None)]");
    }
}
