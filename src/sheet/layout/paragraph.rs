//! Lines of text that stand together: which of them only wrap, which are bullets, pairs, notes or titles.

use super::lines::{Lines, Manner};
use super::notes;
use super::out::Out;
use super::pairs;
use super::words::{is_cjk, join, width};

/// One line of text.
#[derive(Copy, Clone)]
pub(super) struct Line<'t> {
    pub(super) text: &'t str,
    pub(super) number: u32,
}

/// What a line begins.
#[derive(Copy, Clone)]
enum Start<'t> {
    Bullet(&'t str),
    Heading(u8, &'t str),
    Text(&'t str),
}

/// Headings of bullets with bullets of their own, from this level on.
pub(super) const BULLET: u8 = 5;

/// Reads lines of text. `leads`: a table, list or pair follows, so that a short line is its title.
pub(super) fn emit(of: &Lines<'_>, lines: &[Line<'_>], leads: bool, out: &mut Out<'_>) {
    let limit = lines.iter().map(|line| width(line.text.trim_end())).max().unwrap_or_default();
    // Lines that are all finished do not wrap, short ones neither.
    let finished = lines.len() > 1 && lines.iter().all(|line| line.text.trim_end().ends_with(['.', '。']));
    emit_within(of, lines, leads, if limit < 40 || finished { usize::MAX } else { limit }, out);
}

/// A line and what it begins.
struct Item<'t> {
    text: &'t str,
    number: u32,
    indent: usize,
    start: Start<'t>,
    /// A label and a value.
    paired: bool,
    /// A footnote mark stands before it.
    marked: bool,
    leader: bool,
    /// Nothing wraps after it: two spaces at the end of a line of Markdown.
    broken: bool,
}

impl<'t> Item<'t> {
    fn new(of: &Lines<'_>, line: Line<'t>, equals: bool, out: &Out<'_>) -> Self {
        let text = line.text.trim();
        let start = start(of.manner, text);
        let words = if let Start::Bullet(words) = start { words } else { text };
        Self {
            text,
            number: line.number,
            indent: line.text.len() - line.text.trim_start().len(),
            start,
            paired: pairs::split(words).is_some() || (equals && pairs::at_equals(words).is_some()),
            marked: is_marked(of, text, out),
            leader: pairs::at_leader(text).is_some(),
            broken: of.manner == Manner::Markdown && line.text.ends_with("  "),
        }
    }
}

/// As [`emit`], for lines that wrap at this width.
pub(super) fn emit_within(of: &Lines<'_>, lines: &[Line<'_>], leads: bool, limit: usize, out: &mut Out<'_>) {
    let equals = lines.len() > 1 && lines.iter().filter(|line| pairs::at_equals(line.text).is_some()).count() >= 2;
    let items: Vec<Item<'_>> = lines.iter().map(|&line| Item::new(of, line, equals, out)).collect();
    // Where half of the lines are pairs, each is a line of its own.
    let pairs = items.iter().filter(|item| item.paired).count() * 2 >= items.len();
    let mut at = 0;
    while at < items.len() {
        let item = &items[at];
        let (text, bullet) = match item.start {
            Start::Heading(level, text) => {
                out.heading(level, &of.words(text), item.number);
                at += 1;
                continue;
            }
            Start::Bullet(text) => (text, true),
            Start::Text(text) => (text, false),
        };
        // `* With sparsity` is a note and no bullet if it stands alone and the sheet marks something with a star.
        let starred = bullet && item.text.starts_with("* ") && is_star_note(&items, at, out);
        let is_note = starred || (!bullet && item.marked);
        let is_pair = item.paired && (bullet || pairs);
        let mut words = of.words(text);
        let mut end = at + 1;
        while let Some(next) = items.get(end) {
            let deeper = next.indent > item.indent;
            let wraps = || !items[end - 1].broken && continues(items[end - 1].text, next.text, limit);
            let more = match next.start {
                Start::Text(_) if next.marked || next.leader => false,
                Start::Text(_) if item.leader => deeper,
                Start::Text(_) if bullet => deeper || wraps(),
                Start::Text(_) if is_pair || is_note => !next.paired && (deeper || wraps()),
                Start::Text(_) => !(pairs && next.paired) && wraps(),
                _ => false,
            };
            if !more {
                break;
            }
            join(&mut words, &of.words(next.text));
            end += 1;
        }
        let next = items.get(end);
        if starred {
            out.note("*", &words, item.number);
        } else if bullet {
            let level = BULLET.saturating_add(u8::from(item.indent > 1));
            let nested = next.is_some_and(|next| next.indent > item.indent && matches!(next.start, Start::Bullet(_)));
            emit_bullet(of, text, &words, level, nested, item.number, out);
        } else {
            out.close(BULLET, item.number);
            let alone = next.is_none() && (at == 0 || end == at + 1);
            emit_text(of, text, &words, alone && leads, equals, item.number, out);
            // `H100 SXM5:` above its bullets.
            let titles = end == at + 1 && next.is_some_and(|next| is_item(next.text));
            if titles && is_title(&words) && !is_note && !is_pair_with_value(&words) {
                out.promote(4);
            }
        }
        at = end;
    }
}

/// Whether a line begins with a footnote mark.
fn is_marked(of: &Lines<'_>, text: &str, out: &Out<'_>) -> bool {
    if of.manner == Manner::Markdown && text.starts_with(['*', '_', '\\', '<', '[']) {
        notes::leading(&of.words(text), &out.used).is_some()
    } else {
        notes::leading(text, &out.used).is_some()
    }
}

fn is_pair_with_value(text: &str) -> bool {
    pairs::split(text).is_some_and(|(_, value)| !value.is_empty())
}

/// One bullet.
fn emit_bullet(of: &Lines<'_>, raw: &str, words: &str, level: u8, nested: bool, number: u32, out: &mut Out<'_>) {
    out.close(level, number);
    let title = words.trim_end_matches([':', '：']);
    if let Some((label, value)) = bold_label(of, raw, words).filter(|(_, value)| !value.is_empty()) {
        out.pair(&label, &value, number);
    } else if nested && is_title(title) && !is_pair_with_value(words) {
        out.open(level, title, number);
    } else if let Some((label, value)) = pairs::at_leader(words) {
        out.pair(label, value, number);
    } else {
        out.words(words, number);
    }
}

/// A paragraph.
fn emit_text(of: &Lines<'_>, raw: &str, words: &str, leads: bool, equals: bool, number: u32, out: &mut Out<'_>) {
    if let Some((label, value)) = bold_label(of, raw, words) {
        if value.is_empty() {
            out.heading(3, label.trim_end_matches([':', '：']), number);
        } else {
            out.pair(&label, &value, number);
        }
    } else if let Some((label, value)) =
        pairs::at_leader(words).or_else(|| if equals { pairs::at_equals(words) } else { None })
    {
        out.pair(label, value, number);
    } else if is_caption(words)
        || leads && is_title(words) && notes::leading(words, &out.used).is_none() && !is_pair_with_value(words)
    {
        out.heading(4, words.trim_end_matches([':', '：']), number);
    } else {
        out.words(words, number);
    }
}

/// `**Label:** value`, `**Label** value`; the value is empty if the whole line is bold.
fn bold_label(of: &Lines<'_>, raw: &str, words: &str) -> Option<(String, String)> {
    if of.manner != Manner::Markdown {
        return None;
    }
    let mark = if raw.starts_with("**") { "**" } else { "__" };
    let (label, rest) = raw.strip_prefix(mark)?.split_once(mark)?;
    if label.len() > 120 || label.is_empty() {
        return None;
    }
    let label = of.words(label);
    if rest.trim().is_empty() {
        return (words == label && is_title(words)).then(|| (label, String::new()));
    }
    let rest = rest.trim_start();
    let separated = label.ends_with([':', '：']) || rest.starts_with([':', '：', '–', '—']) || rest.starts_with("- ");
    let value = words.strip_prefix(label.as_str())?.trim_start_matches([':', '：', '–', '—', ' ']);
    let value = value.strip_prefix("- ").unwrap_or(value);
    (separated && !pairs::is_sentence(value))
        .then(|| (label.trim_end_matches([':', '：', ' ']).to_owned(), value.to_owned()))
}

/// Whether a star at the start of this line is a footnote mark.
fn is_star_note(items: &[Item<'_>], at: usize, out: &Out<'_>) -> bool {
    let stars = |index: usize| items.get(index).is_some_and(|item| item.text.starts_with("* "));
    !stars(at + 1) && (at == 0 || !stars(at - 1)) && out.used.has_star()
}

/// Whether a line only continues the one before: that one is as full as it can be, or this one begins small.
fn continues(before: &str, next: &str, limit: usize) -> bool {
    let before = before.trim_end();
    let Some(first) = next.chars().next() else { return false };
    let last = before.chars().next_back().unwrap_or(' ');
    if matches!(last, ',' | '-' | '，' | '、' | '(' | '（') || matches!(first, ',' | '.' | ')' | '，' | '。' | '、')
    {
        return true;
    }
    // Short lines that begin small may be a list as well: with numbers in them they stay apart.
    let half = width(before).saturating_mul(2) > limit;
    if first.is_lowercase() && (half || !before.contains(|c: char| c.is_ascii_digit())) {
        return true;
    }
    let word = if is_cjk(first) { 2 } else { width(next.split(' ').next().unwrap_or_default()) };
    (width(before) + 1).saturating_add(word) > limit
}

/// `Table 4. Boards compared`
pub(super) fn is_caption(text: &str) -> bool {
    let rest = ["Table ", "TABLE ", "Figure ", "表"].iter().find_map(|word| text.strip_prefix(word));
    rest.is_some_and(|rest| {
        rest.trim_start().starts_with(|c: char| c.is_ascii_digit()) && text.len() <= 140 && !text.ends_with(['.', '。'])
    })
}

/// Whether a line is short and has no end of a sentence.
pub(super) fn is_title(text: &str) -> bool {
    let text = text.trim();
    text.len() <= 140
        && !text.is_empty()
        && !text.ends_with(['.', '。', ';', '；', ',', '，', '!', '！', '?', '？', '、'])
        && !text.contains(['。', '；'])
        && !text.contains(". ")
        && text.chars().any(char::is_alphanumeric)
}

/// Whether a line is a bullet or a pair.
pub(super) fn is_item(line: &str) -> bool {
    let text = line.trim();
    matches!(start(Manner::Plain, text), Start::Bullet(_))
        || (is_pair_with_value(text) && !text.starts_with(['[', '^', '*', '\\']))
        || pairs::at_leader(text).is_some()
}

/// Whether a line is a bullet.
pub(super) fn is_bullet(line: &str) -> bool {
    matches!(start(Manner::Plain, line.trim()), Start::Bullet(_))
}

/// What a line begins.
fn start(manner: Manner, text: &str) -> Start<'_> {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return Start::Text(text) };
    let rest = chars.as_str();
    match first {
        '•' | '·' | '▪' | '■' | '●' | '◦' | '‣' | '►' | '▶' | '✓' | '✔' | '○' | '◆' | '◇' | '□' | '➢' | '\u{f0b7}'
        | '・' => Start::Bullet(rest.trim()),
        '-' | '*' | '+' | '–' | '—' if rest.starts_with([' ', '\t']) => Start::Bullet(rest.trim()),
        '#' if manner == Manner::Markdown => {
            let title = rest.trim_start_matches('#');
            let level = rest.len() - title.len() + 1;
            if level <= 6 && title.starts_with([' ', '\t']) {
                Start::Heading(level as u8, title.trim().trim_end_matches('#').trim_end())
            } else {
                Start::Text(text)
            }
        }
        _ => Start::Text(text),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Block;
    use super::super::tests::show;
    use super::super::{Layout, tests};

    fn plain(text: &str) -> Vec<String> {
        show(&Layout::Plain.read(text))
    }

    #[test]
    fn wrapped_lines_are_joined_and_others_are_not() {
        assert_eq!(
            plain("The card reaches 312 TFLOPS in its best mode and\n624 TOPS for integers.\n\nA100\nH100"),
            ["P The card reaches 312 TFLOPS in its best mode and 624 TOPS for integers.", "P A100", "P H100"]
        );
        assert_eq!(
            plain("这块加速卡的半精度稠密算力为三百一十二万亿次每秒而它的整数\n算力为六百二十四。"),
            ["P 这块加速卡的半精度稠密算力为三百一十二万亿次每秒而它的整数算力为六百二十四。"]
        );
    }

    #[test]
    fn pairs_and_their_continuations() {
        assert_eq!(
            plain("FP64: 1 TFLOPS\nFP32: 44 TFLOPS,\n  67 with boost\n功耗：350W"),
            ["FP64 => 1 TFLOPS", "FP32 => 44 TFLOPS, 67 with boost", "功耗 => 350W"]
        );
        assert_eq!(
            plain("Process ....... 28 nm\nDie size ...... 601 mm²"),
            ["Process => 28 nm", "Die size => 601 mm²"]
        );
        assert_eq!(plain("Chip = D1\nPower = 400 W"), ["Chip => D1", "Power => 400 W"]);
    }

    #[test]
    fn bullets_with_bullets_are_sections() {
        assert_eq!(
            plain("- RTX 5090\n  - Memory: 32 GB\n- Rack: 720 PFLOPS\n"),
            ["#5 RTX 5090", "Memory => 32 GB", "#5 ", "Rack => 720 PFLOPS"]
        );
        assert_eq!(plain("H100 SXM5:\n- NVLink: 900 GB/s\n"), ["#4 H100 SXM5", "NVLink => 900 GB/s"]);
    }

    #[test]
    fn lines_with_marks_are_notes() {
        assert_eq!(
            plain("FP16*: 5\n\n* With sparsity\n** Sold alone\n"),
            ["FP16* => 5", "N[*] With sparsity", "N[**] Sold alone"]
        );
        assert_eq!(plain("* 800 TFLOPS\n* 300 W\n"), ["P 800 TFLOPS", "P 300 W"]);
    }

    #[test]
    fn lines_are_counted() {
        let document = Layout::Plain.read("a\n\nFP64: 1\r\nFP32: 2");
        let lines: Vec<u32> = document.blocks.iter().map(tests::line).collect();
        assert_eq!(lines, [1, 3, 4]);
        assert!(matches!(document.blocks[1], Block::Pair { .. }));
    }
}
