//! Design tables in CSV: a column for each path, a point for each row.

use super::Point;
use super::check::MOST_POINTS;

/// The points of the table `text`, in its order, or what is wrong with it and in which line.
pub(super) fn points(text: &str) -> Result<Vec<Point>, String> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| format!("the header cannot be read: {error}"))?.clone();
    let twice =
        header.iter().enumerate().find(|(n, path)| header.iter().take(*n).any(|other| other == *path));
    if let Some((_, path)) = twice {
        return Err(format!("the column `{path}` is there twice"));
    }
    if header.iter().any(str::is_empty) {
        return Err(String::from("a column has no name; each is named by the path of a value"));
    }
    let mut points = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let line = record.position().map_or(0, csv::Position::line);
        if points.len() == MOST_POINTS {
            return Err(format!("line {line}: more than {MOST_POINTS} points"));
        }
        let pairs = header.iter().zip(&record).map(|(path, cell)| {
            if cell.is_empty() {
                Err(format!("line {line}: `{path}` is empty; every point gives every value"))
            } else {
                Ok((path.to_owned(), cell.to_owned()))
            }
        });
        points.push(pairs.collect::<Result<Point, String>>()?);
    }
    if points.is_empty() { Err(String::from("it has no rows")) } else { Ok(points) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(path: &str, value: &str) -> (String, String) {
        (path.to_owned(), value.to_owned())
    }

    #[test]
    fn a_row_is_a_point_and_their_order_stays() {
        let table = "\u{feff}run.ticks,a.mode\n 20 , Sea \n10,true\n";
        let expected = vec![
            vec![pair("run.ticks", "20"), pair("a.mode", "Sea")],
            vec![pair("run.ticks", "10"), pair("a.mode", "true")],
        ];
        assert_eq!(points(table), Ok(expected));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let told = |table: &str| points(table).unwrap_err();
        assert_eq!(told("a,b\n1,\n"), "line 2: `b` is empty; every point gives every value");
        assert_eq!(told("a,a\n1,2\n"), "the column `a` is there twice");
        assert_eq!(told("a\n"), "it has no rows");
        assert!(told("a,b\n1,2\n3\n").contains("line: 3"), "{}", told("a,b\n1,2\n3\n"));
    }
}
