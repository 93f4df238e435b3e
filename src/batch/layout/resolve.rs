//! Proposals, a column map and flags to what each column holds.

use super::{ColumnFact, ColumnMap, LayoutError, Mapping, Meaning, error};
use crate::batch::header::{Proposal, Said, propose, said_of, unit_for};
use crate::part::{Engine, Sparsity};

/// A header's proposal with what became of it.
pub(super) struct Slot {
    pub(super) meaning: Option<Meaning>,
    pub(super) unit: Option<String>,
    pub(super) why: String,
    pub(super) unclear: bool,
    /// By a flag or a map: not to be second-guessed.
    pub(super) stated: bool,
}

pub(super) fn slot(proposal: Proposal) -> Slot {
    let mut slot = Slot { meaning: None, unit: None, why: String::new(), unclear: false, stated: false };
    match proposal {
        Proposal::Column { meaning, unit } => (slot.meaning, slot.unit) = (Some(meaning), unit),
        Proposal::Unused(why) => slot.why = why.to_owned(),
        Proposal::Unclear { what, why } => (slot.unclear, slot.why) = (what.decides(), why),
        Proposal::Other => {}
    }
    slot
}

/// The place that `#3` names, if there are so many columns.
pub(in crate::batch) fn place(headers: &[String], name: &str) -> Option<usize> {
    let number = name.strip_prefix('#')?.parse::<usize>().ok()?;
    (1..=headers.len()).contains(&number).then(|| number - 1)
}

/// The place of a header named by the user: as `#3`, whatever the headers are, or by its words.
pub(in crate::batch) fn find(headers: &[String], name: &str) -> Result<usize, LayoutError> {
    if let Some(place) = place(headers, name) {
        return Ok(place);
    }
    let same = |a: &str, b: &str| a.trim().eq_ignore_ascii_case(b.trim());
    let found: Vec<usize> = (0..headers.len()).filter(|index| same(&headers[*index], name)).collect();
    match found[..] {
        [one] => Ok(one),
        [] => {
            let all: Vec<String> = headers.iter().map(|header| format!("{header:?}")).collect();
            let nearest =
                headers.iter().max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)));
            let hint = nearest.map(|nearest| format!("; did you mean {nearest:?}?")).unwrap_or_default();
            error(format!("there is no column {name:?}{hint}\n  the columns are {}", all.join(", ")))
        }
        _ => {
            let places: Vec<String> = found.iter().map(|index| format!("#{}", index + 1)).collect();
            error(format!(
                "the header {name:?} stands over {} columns: say which as {}",
                found.len(),
                places.join(" or ")
            ))
        }
    }
}

pub(super) fn from_map(headers: &[String], map: &ColumnMap) -> Result<Vec<Slot>, LayoutError> {
    let nothing =
        || Slot { meaning: None, unit: None, why: "not in the column map".into(), unclear: false, stated: false };
    let mut slots: Vec<Slot> = headers.iter().map(|_| nothing()).collect();
    for entry in &map.columns {
        let slot = &mut slots[find(headers, &entry.header)?];
        if slot.stated {
            return error(format!("the column map names {:?} twice", entry.header));
        }
        slot.stated = true;
        if let Some(Meaning::Rate(rate)) = &entry.meaning
            && rate.sparsity == Sparsity::Unstated
            && said_of(&entry.header) == Said::Sparse
        {
            return error(format!(
                "the column map: {:?} says that its rates are sparse, which never count; if they are dense all the same, \
                 say sparsity = \"dense\"",
                entry.header
            ));
        }
        slot.meaning.clone_from(&entry.meaning);
        slot.unit.clone_from(&entry.unit);
        slot.why = "unused in the column map".into();
    }
    Ok(slots)
}

pub(super) fn apply_flags(headers: &[String], mapping: &Mapping, slots: &mut [Slot]) -> Result<(), LayoutError> {
    for (name, header) in &mapping.columns {
        let index = find(headers, header)?;
        if name == "unused" {
            slots[index] = Slot {
                meaning: None,
                unit: None,
                why: "left out by --column unused".into(),
                unclear: false,
                stated: true,
            };
            continue;
        }
        let meaning =
            Meaning::from_name(name).map_err(|message| LayoutError(format!("--column {name}={header}: {message}")))?;
        let header = &headers[index];
        if matches!(meaning, Meaning::Rate(_) | Meaning::Fact(ColumnFact::Tops)) && said_of(header) == Said::Sparse {
            return error(format!(
                "--column {name}={header}: the header says that its rates are sparse, which never count\n  name a column of \
                 dense rates; if these are dense all the same, say sparsity = \"dense\" in a column map (`eccn columns FILE` \
                 prints one, --map FILE reads it)"
            ));
        }
        // What was proposed for this fact gives way to what is stated.
        for slot in slots.iter_mut().filter(|slot| !slot.stated) {
            if slot.meaning.as_ref().is_some_and(|proposed| same_fact(proposed, &meaning)) {
                (slot.meaning, slot.why) = (None, format!("another column was named for {name}"));
            }
        }
        let proposed = propose(header);
        let unit = match proposed {
            Proposal::Column { unit, meaning: read } if read.kind() == meaning.kind() => unit,
            _ => unit_for(header, &meaning),
        };
        slots[index] = Slot { meaning: Some(meaning), unit, why: String::new(), unclear: false, stated: true };
    }
    for (name, unit) in &mapping.units {
        let wanted =
            Meaning::from_name(name).map_err(|message| LayoutError(format!("--unit {name}={unit}: {message}")))?;
        let mut found = false;
        for slot in slots.iter_mut() {
            if slot.meaning.as_ref().is_some_and(|meaning| same_fact(meaning, &wanted)) {
                slot.unit = Some(unit.clone());
                found = true;
            }
        }
        if !found {
            return error(format!(
                "--unit {name}={unit}: no column holds {name}; name one with --column {name}=HEADER"
            ));
        }
    }
    Ok(())
}

fn same_fact(a: &Meaning, b: &Meaning) -> bool {
    match (a, b) {
        (Meaning::Rate(a), Meaning::Rate(b)) => a.format == b.format,
        (a, b) => a == b,
    }
}

/// Leaves out columns that answer nothing: parts of a product that is not there, and facts that several columns claim and
/// that no circuit's paragraph turns on. What is left out is unknown, never guessed.
pub(super) fn drop_idle(headers: &[String], slots: &mut [Slot]) {
    use ColumnFact::{
        BitLength, Clock, Format, Foundry, Macs, MemoryArea, MemoryBandwidth, MemoryKind, Tops, Transistors, Units,
        Value,
    };
    let is = |slot: &Slot, fact: ColumnFact| slot.meaning == Some(Meaning::Fact(fact));
    if !slots.iter().any(|slot| is(slot, Macs)) {
        for slot in slots.iter_mut().filter(|slot| !slot.stated && (is(slot, Clock) || is(slot, Units))) {
            slot.meaning = None;
        }
    }
    if ![Tops, Macs, Value].iter().any(|fact| slots.iter().any(|slot| is(slot, *fact))) {
        for slot in slots.iter_mut().filter(|slot| !slot.stated && (is(slot, BitLength) || is(slot, Format))) {
            slot.meaning = None;
        }
    }
    // Beside dense rates of matrix hardware, others that say neither are those of vector hardware, or sparse.
    let rate = |slot: &Slot| match &slot.meaning {
        Some(Meaning::Rate(rate)) => Some(rate.clone()),
        _ => None,
    };
    let rates: Vec<_> = slots.iter().filter_map(rate).collect();
    for slot in slots.iter_mut().filter(|slot| !slot.stated) {
        if let Some(vague) = rate(slot)
            && (vague.engine, vague.sparsity) == (Engine::Unstated, Sparsity::Unstated)
            && rates.iter().any(|clear| {
                (clear.engine, clear.sparsity) == (Engine::Matrix, Sparsity::Dense)
                    && (&clear.format, &clear.processing_unit) == (&vague.format, &vague.processing_unit)
            })
        {
            slot.meaning = None;
            slot.why = format!("another column gives dense {} rates of matrix hardware", vague.format);
        }
    }
    for fact in [MemoryKind, MemoryBandwidth, MemoryArea, Transistors, Foundry, Clock] {
        let claims: Vec<usize> = (0..slots.len()).filter(|index| is(&slots[*index], fact)).collect();
        if claims.len() < 2 {
            continue;
        }
        let stated = claims.iter().any(|index| slots[*index].stated);
        let names: Vec<String> = claims.iter().map(|index| format!("{:?}", headers[*index])).collect();
        for index in claims {
            if slots[index].stated {
                continue;
            }
            slots[index].meaning = None;
            let (names, fact) = (names.join(" and "), fact.name());
            slots[index].why = match stated {
                true => format!("another column was named for {fact}"),
                false => format!("{names} may each be {fact}; name one with --column {fact}=HEADER"),
            };
        }
    }
}

/// Several columns may look like names; the first is the name. It decides nothing.
pub(super) fn first_of_names(slots: &mut [Slot]) {
    for fact in [ColumnFact::Name, ColumnFact::Vendor] {
        let is = |slot: &&mut Slot| slot.meaning == Some(Meaning::Fact(fact));
        let stated = slots.iter_mut().filter(is).any(|slot| slot.stated);
        for slot in slots.iter_mut().filter(is).filter(|slot| !slot.stated).skip(usize::from(!stated)) {
            (slot.meaning, slot.why) = (None, format!("another column is the {}", fact.name()));
        }
    }
}
