//! JSON that is not a line a record: its elements, each on a line of its own.

use std::io::{self, Read};

/// Gives the elements of an array, or objects one after the other over several lines, as JSON lines. No byte of an element
/// changes, but for white space between its parts.
pub(super) struct Elements<R> {
    inner: R,
    /// How many braces and brackets of the element are open.
    depth: u32,
    /// Inside an array whose elements these are.
    array: bool,
    string: bool,
    escaped: bool,
    /// The last byte given was white space.
    space: bool,
    /// Something of the line was given.
    any: bool,
    lines: Vec<u8>,
    given: usize,
}

/// Whether a file that starts with `head` is an array of objects, or an object that goes on after its first line.
pub(super) fn are_in(head: &[u8]) -> bool {
    let body = head.trim_ascii_start();
    if let Some(inside) = body.strip_prefix(b"[") {
        return matches!(inside.trim_ascii_start().first(), Some(b'{' | b']'));
    }
    let broken = |inside: &[u8]| {
        let end = inside.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
        end.is_some_and(|end| inside[end] == b'\n')
    };
    body.strip_prefix(b"{").is_some_and(broken)
}

impl<R: Read> Elements<R> {
    pub(super) fn new(inner: R) -> Self {
        Self {
            inner,
            depth: 0,
            array: false,
            string: false,
            escaped: false,
            space: false,
            any: false,
            lines: Vec::new(),
            given: 0,
        }
    }

    fn give(&mut self, byte: u8) {
        self.lines.push(byte);
        (self.any, self.space) = (true, false);
    }

    fn end_line(&mut self) {
        if self.any {
            self.lines.push(b'\n');
        }
        (self.any, self.space) = (false, false);
    }

    fn take(&mut self, byte: u8) {
        if self.string {
            self.give(byte);
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.string = false,
                _ => {}
            }
            return;
        }
        let top = self.depth == 0;
        match byte {
            // What is no JSON between elements keeps its lines.
            b'\n' if top && !self.array => self.end_line(),
            b' ' | b'\t' | b'\r' | b'\n' => {
                // One of them parts what several part.
                if self.any && !self.space {
                    self.give(b' ');
                    self.space = true;
                }
            }
            b'[' if top && !self.array && !self.any => self.array = true,
            b']' if top && self.array => {
                self.array = false;
                self.end_line();
            }
            b',' if top && self.array => self.end_line(),
            b'{' | b'[' => {
                self.depth += 1;
                self.give(byte);
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                self.give(byte);
                if self.depth == 0 && !self.array {
                    self.end_line();
                }
            }
            _ => {
                self.string = byte == b'"';
                self.give(byte);
            }
        }
    }
}

impl<R: Read> Read for Elements<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.lines.len() {
            self.lines.clear();
            self.given = 0;
            let mut block = [0; 16 * 1024];
            let read = self.inner.read(&mut block)?;
            if read == 0 {
                if self.string || self.depth > 0 || self.array {
                    let message = "the JSON ends in the middle of an array, object or text: the file is cut off";
                    return Err(io::Error::new(io::ErrorKind::InvalidData, message));
                }
                return Ok(0);
            }
            block[..read].iter().for_each(|byte| self.take(*byte));
        }
        let given = buffer.len().min(self.lines.len() - self.given);
        buffer[..given].copy_from_slice(&self.lines[self.given..self.given + given]);
        self.given += given;
        Ok(given)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(json: &str) -> io::Result<String> {
        let mut out = String::new();
        assert!(are_in(json.as_bytes()), "{json}");
        Elements::new(json.as_bytes()).read_to_string(&mut out).map(|_| out)
    }

    #[test]
    fn each_element_has_a_line() {
        let array = "[\r\n  {\"a\": 1,\n   \"b\": \"x,  ]}\\\"\"},\n  {\"c\":[1,2]}\n, 3 ,\n]\n";
        assert_eq!(lines(array).unwrap(), "{\"a\": 1, \"b\": \"x,  ]}\\\"\"}\n{\"c\":[1,2]} \n3 \n");
        assert_eq!(lines("{\n \"a\": 1\n}\n{\"b\": 2}").unwrap(), "{ \"a\": 1 }\n{\"b\": 2}\n");
        assert_eq!(lines("[]").unwrap(), "");
    }

    #[test]
    fn what_is_no_json_stays_a_record() {
        // Without its blank, two numbers would be one.
        assert_eq!(lines("[{\"a\": 1\n 2}, x]\nand more").unwrap(), "{\"a\": 1 2}\nx\nand more");
        assert!(lines("[{\"a\": 1}, {").unwrap_err().to_string().contains("cut off"));
        assert!(!are_in(b"[name],fp8\n") && !are_in(b"{\"a\":\n1}"));
    }
}
