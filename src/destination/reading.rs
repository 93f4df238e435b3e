//! Open questions of interpretation, and the choices made.

use crate::law::{ReadingChoice, Status};
use std::collections::BTreeMap;

/// An open question of interpretation about destinations or licenses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenReading {
    /// Its name on the command line.
    pub name: String,
    /// The question.
    pub question: String,
    /// The choice taken unless another is asked for.
    pub default: String,
    /// Why that is the default.
    pub why: String,
    /// What it moves.
    pub moves: String,
    /// How well the default is sourced.
    pub status: Status,
    /// Where the conflict stands.
    pub cite: String,
    /// The choices.
    pub choices: Vec<ReadingChoice>,
}

/// Choices other than the default, by name of the reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices(BTreeMap<String, String>);

impl Choices {
    /// Takes `choice` for the reading `name`, which is one of `readings`.
    ///
    /// # Errors
    /// If there is no such reading or choice; names those there are.
    pub fn set(&mut self, readings: &[OpenReading], name: &str, choice: &str) -> Result<(), String> {
        let names = || readings.iter().map(|reading| reading.name.as_str()).collect::<Vec<_>>().join(", ");
        let reading = readings
            .iter()
            .find(|reading| reading.name == name)
            .ok_or_else(|| format!("no reading is named {name:?}; there are {}", names()))?;
        if !reading.choices.iter().any(|known| known.name == choice) {
            let known: Vec<&str> = reading.choices.iter().map(|known| known.name.as_str()).collect();
            return Err(format!("{name} is one of {}, found {choice:?}", known.join(", ")));
        }
        self.0.insert(name.to_owned(), choice.to_owned());
        Ok(())
    }

    /// The choice made for `name`; the default of `readings` if none was.
    pub fn get<'a>(&'a self, readings: &'a [OpenReading], name: &str) -> &'a str {
        let default = || readings.iter().find(|reading| reading.name == name).map_or("", |found| &found.default);
        self.0.get(name).map_or_else(default, String::as_str)
    }

    /// The choices made, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, choice)| (name.as_str(), choice.as_str()))
    }
}
