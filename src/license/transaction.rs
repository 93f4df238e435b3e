//! What is done with an item: where it goes, to whom, from where, how many.

use super::{Amount, Licensing, Role, Verb};
use crate::Truth;
use crate::destination::Place;
use crate::quantity::{Exact, Extent};
use std::collections::BTreeMap;

/// What is known of a place.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    /// Nothing.
    Unknown,
    /// This destination.
    At(Place),
    /// The same as another role's.
    SameAs(Role),
}

/// A transaction. What is not known stays open in the answer.
#[derive(Clone, Debug)]
pub struct Transaction {
    /// For each [`Role`], in its order.
    places: [Whereabouts; 6],
    /// What is done; `None`: not known.
    pub verb: Option<Verb>,
    /// How many items; anything if not known.
    pub quantity: Extent,
    /// How many integrated circuits each item holds.
    pub circuits: u64,
    /// TPP that the corporate group has received under LPP this calendar year.
    pub received_lpp: Extent,
    /// TPP licensed to the country from 2025 on.
    pub licensed: Extent,
    /// TPP that the consignee has received under AIA.
    pub received_aia: Extent,
    /// TPP of the product shipped to China and Macau.
    pub shipped_china: Extent,
    /// TPP of the product shipped to customers in the United States for use there.
    pub shipped_us: Extent,
    /// Answers to questions, by name.
    pub answers: BTreeMap<String, Truth>,
    /// What was assumed, in words.
    pub assumed: Vec<String>,
}

impl Transaction {
    /// To a destination; the end user is there, and nothing else is known.
    pub fn to(destination: Place) -> Self {
        let mut places = [Whereabouts::Unknown; 6];
        places[Role::Destination as usize] = Whereabouts::At(destination);
        places[Role::Location as usize] = Whereabouts::SameAs(Role::Destination);
        Self {
            places,
            verb: None,
            quantity: Extent::anything(),
            circuits: 1,
            received_lpp: Extent::anything(),
            licensed: Extent::anything(),
            received_aia: Extent::anything(),
            shipped_china: Extent::anything(),
            shipped_us: Extent::anything(),
            answers: BTreeMap::new(),
            assumed: Vec::new(),
        }
    }

    /// Says where someone is.
    pub fn set(&mut self, role: Role, place: Whereabouts) {
        self.places[role as usize] = place;
    }

    /// Where someone is, following [`Whereabouts::SameAs`]; `None`: not known.
    pub fn place(&self, role: Role) -> Option<Place> {
        match self.places[self.resolve(role) as usize] {
            Whereabouts::At(place) => Some(place),
            _ => None,
        }
    }

    /// The role whose place counts for `role`.
    pub(super) fn resolve(&self, role: Role) -> Role {
        let mut role = role;
        // As many steps as there are roles: a circle of SameAs ends somewhere.
        for _ in Role::ALL {
            match self.places[role as usize] {
                Whereabouts::SameAs(other) => role = other,
                _ => break,
            }
        }
        role
    }

    /// An end user of the destination itself: headquartered there, as is its ultimate parent.
    pub fn of_the_destination_itself(&mut self) {
        self.set(Role::Hq, Whereabouts::SameAs(Role::Destination));
        self.set(Role::Parent, Whereabouts::SameAs(Role::Destination));
    }

    /// An export from the United States, and that this is assumed.
    pub fn assume_export_from_us(&mut self, law: &Licensing) {
        if let Ok(us) = law.destinations().find("US") {
            self.set(Role::Exporter, Whereabouts::At(us));
        }
        self.verb = Some(Verb::Export);
        self.assumed.push("an export from the United States, because nothing else is stated".to_owned());
    }

    /// The amounts that follow from the order and what came before it; `tpp` is that of one circuit.
    pub(super) fn amounts(&self, tpp: &Extent) -> Vec<(Amount, Extent)> {
        let items = self.quantity.scale(&Exact::from(self.circuits));
        let order = items.multiply(tpp);
        let mut amounts = vec![
            (Amount::LppTpp, self.received_lpp.add(&order)),
            (Amount::AllocationTpp, self.licensed.add(&order)),
            (Amount::AiaTpp, self.received_aia.add(&order)),
        ];
        if let Some(share) = self.shipped_china.add(&order).divide(&self.shipped_us) {
            amounts.push((Amount::ChinaShare, share));
        }
        amounts.push((Amount::OrderTpp, order));
        amounts
    }
}
