//! Who is named: vendors whose headquarters are known, and parties of supplements.

use super::Licensing;
use crate::destination::Place;
use crate::law::Status;
use jiff::civil::Date;

/// Where designers are headquartered.
#[derive(Clone, Debug)]
pub(crate) struct Designer {
    pub(crate) hq: Place,
    pub(crate) vendors: Vec<String>,
    pub(crate) cite: String,
    pub(crate) status: Status,
}

/// A party that a supplement names.
#[derive(Clone, Debug)]
pub struct Party {
    /// Names.
    pub names: Vec<String>,
    /// The question that being it answers with yes.
    pub list: String,
    pub(super) from: Date,
    /// The day its standing lapses without notice.
    pub lapses: Option<Date>,
    /// Where it is named.
    pub cite: String,
    /// How well that is sourced.
    pub status: Status,
}

impl Licensing {
    /// Where a vendor's circuits are designed, if that is known.
    pub(crate) fn designer(&self, vendor: &str) -> Option<&Designer> {
        self.designer_place(vendor).map(|place| &self.designers[place])
    }

    /// The place of a vendor among those that are told apart.
    pub(crate) fn designer_place(&self, vendor: &str) -> Option<usize> {
        let is = |name: &String| name.eq_ignore_ascii_case(vendor);
        self.designers.iter().position(|known| known.vendors.iter().any(is))
    }

    /// A vendor at this place.
    pub(crate) fn vendor_of_designer(&self, place: usize) -> Option<&str> {
        self.designers.get(place)?.vendors.first().map(String::as_str)
    }

    /// The parties that supplements name.
    pub fn parties(&self) -> &[Party] {
        &self.parties
    }

    /// The question that being the party `name` answers with yes on a day, if one is named so.
    pub fn party(&self, name: &str, date: Date) -> Option<&Party> {
        let is = |known: &String| known.eq_ignore_ascii_case(name.trim());
        let stands = |party: &&Party| party.from <= date && party.lapses.is_none_or(|lapses| date < lapses);
        self.parties.iter().filter(stands).find(|party| party.names.iter().any(is))
    }
}
