//! The names of columns in the output.

use crate::batch::engine::Added;
use crate::batch::run::Options;
use crate::law::Statute;

/// The input's headers, each a name of its own: in an object, the second of one name would hide the first.
pub(in crate::batch) fn keys(headers: &[String], remarks: &mut Vec<String>) -> Vec<String> {
    let mut keys: Vec<String> = Vec::with_capacity(headers.len());
    for (place, header) in headers.iter().enumerate() {
        let taken = |name: &str| keys.iter().any(|known| known == name);
        // A number must not take the name of a header that is still to come.
        let key = match taken(header) {
            true => free(header, |name| taken(name) || headers.iter().any(|header| header == name)),
            false => header.clone(),
        };
        if key != *header {
            remarks
                .push(format!("the header {header:?} is there twice; that of column {} is named {key:?}", place + 1));
        }
        keys.push(key);
    }
    keys
}

/// The name itself, or with the first number that makes it one that is not taken.
pub(in crate::batch) fn free(name: &str, taken: impl Fn(&str) -> bool) -> String {
    if !taken(name) {
        return name.to_owned();
    }
    (2..).map(|number| format!("{name}_{number}")).find(|name| !taken(name)).unwrap_or_default()
}

/// The headers of what is added. One that the input has already gets a number.
pub(in crate::batch) fn names(
    options: &Options,
    (first, second): (&Statute<'_>, Option<&Statute<'_>>),
    keys: &[String],
    remarks: &mut Vec<String>,
) -> Vec<String> {
    // An answer that is not what the law says is not named like one that is.
    let under = |statute: &Statute<'_>| match statute.law().proposals() {
        [] => String::new(),
        names => format!("_under_{}", names.join("_")),
    };
    let name = |added: &Added| match added {
        Added::Eccn | Added::Paragraphs => format!("{}{}", added.name(), under(first)),
        added => added.name().to_owned(),
    };
    let mut wanted: Vec<String> = options.add.iter().map(name).collect();
    if let Some(second) = second {
        wanted.push(format!("eccn_on_{}{}", second.date(), under(second)));
        wanted.push("changed".to_owned());
    }
    if let Some(licenses) = &options.licenses {
        wanted.extend(licenses.names());
    }
    if options.only {
        return wanted;
    }
    for name in &mut wanted {
        let taken = |name: &str| keys.iter().any(|header| header.trim() == name);
        let free = free(name, taken);
        if free != *name {
            remarks.push(format!("the input has a column {name:?} already; ours is named {free:?}"));
            *name = free;
        }
    }
    wanted
}
