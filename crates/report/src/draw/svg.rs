//! An SVG picture as text. Words are escaped here, and nowhere else.

use std::fmt::Write as _;

/// A picture that is being drawn. Lengths are CSS pixels.
pub(crate) struct Svg {
    text: String,
}

/// Where words stand from their point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    /// A picture with a title and a description for those who do not see it. `id` is of the page's making.
    pub(crate) fn new(id: &str, size: (f64, f64), title: &str, description: &str) -> Self {
        let (width, height) = size;
        let (title, description) = (escaped(title), escaped(description));
        let text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height:.0}\" style=\"max-width:{width}px\" role=\"img\" \
             aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">{title}</title><desc id=\"{id}-d\">{description}</desc>"
        );
        Self { text }
    }

    /// A straight line.
    pub(crate) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let ((x1, y1), (x2, y2)) = (from, to);
        let _ = write!(
            self.text,
            "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>"
        );
    }

    /// A path in the language of SVG.
    pub(crate) fn path(&mut self, class: &str, path: &str) {
        let _ = write!(self.text, "<path class=\"{class}\" d=\"{path}\"/>");
    }

    /// A path with words that a pointer brings up.
    pub(crate) fn titled_path(&mut self, class: &str, path: &str, words: &str) {
        let _ = write!(
            self.text,
            "<path class=\"{class}\" d=\"{path}\"><title>{}</title></path>",
            escaped(words)
        );
    }

    /// A rectangle with words that a pointer brings up.
    pub(crate) fn rect(&mut self, class: &str, corner: (f64, f64), size: (f64, f64), words: &str) {
        let ((x, y), (width, height)) = (corner, (size.0.max(0.0), size.1.max(0.0)));
        let _ = write!(
            self.text,
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\">\
             <title>{}</title></rect>",
            escaped(words)
        );
    }

    /// Words.
    pub(crate) fn words(&mut self, class: &str, at: (f64, f64), anchor: Anchor, words: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let _ = write!(
            self.text,
            "<text class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{}</text>",
            at.0,
            at.1,
            escaped(words)
        );
    }

    /// The picture as text.
    pub(crate) fn finish(self) -> String {
        self.text + "</svg>"
    }
}

/// Words as the text of an element or the value of an attribute.
pub(crate) fn escaped(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '&' => text.push_str("&amp;"),
            '"' => text.push_str("&quot;"),
            '\'' => text.push_str("&#39;"),
            // XML has no other control characters.
            letter if letter.is_control() => text.push(' '),
            letter => text.push(letter),
        }
    }
    text
}

/// Words cut to `most` letters, with a mark where something was cut.
pub(crate) fn cut(words: &str, most: usize) -> String {
    if words.chars().count() <= most {
        return words.to_owned();
    }
    let kept: String = words.chars().take(most.saturating_sub(1)).collect();
    kept.trim_end().to_owned() + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_markup_stay_words() {
        let mut svg = Svg::new("a", (10.0, 10.0), "<script>", "\"&'");
        svg.words("w", (1.0, 2.0), Anchor::End, "</text><img onerror=x>\u{0}");
        let text = svg.finish();
        assert!(!text.contains("<script>") && !text.contains("<img"), "{text}");
        assert!(text.contains("&lt;script&gt;") && text.contains("&quot;&amp;&#39;"));
        assert_eq!(cut("abcdef", 4), "abc…");
    }
}
