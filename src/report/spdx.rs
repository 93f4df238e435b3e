//! What came of `eccn check` as an SPDX 3.1 document: an `ExportControlClassificationAssessment` for each part.
//!
//! The classes are those of the Operations profile in the development version of SPDX 3.1; when this was written, 3.1 was a
//! release candidate. Names of properties are written as the JSON-LD context of 3.0 writes those of other profiles, with the
//! profile before them.

use super::under;
use crate::digest::sha256;
use crate::gate::{Accepted, Report};
use crate::law::Statute;
use serde_json::{Value, json};

/// The JSON-LD context of SPDX 3.1.
const CONTEXT: &str = "https://spdx.org/rdf/3.1/spdx-context.jsonld";

/// The report as an SPDX document in JSON-LD. The same report gives the same bytes: identifiers are made of hashes, and the
/// document is dated with the day whose law was applied.
pub fn document(report: &Report, statute: &Statute<'_>) -> Value {
    let day = format!("{}T00:00:00Z", statute.date());
    let all: String = report
        .parts
        .iter()
        .map(|part| format!("{}\n{}\n{}\n", part.answer.file, part.answer.name, part.answer.input))
        .collect();
    let law = statute.law();
    let seed = format!("{all}{}{}{}", law.hash(), statute.date(), statute.posture());
    let base = format!("urn:eccn:{}", &sha256(seed.as_bytes())[..32]);
    let (info, agent, tool) = ("_:creation".to_owned(), format!("{base}/agent"), format!("{base}/tool"));
    let specification = format!("{base}/regulation");
    let posture = statute.posture().words();
    let mut graph = vec![
        json!({
            "type": "CreationInfo",
            "@id": info,
            "specVersion": "3.1.0",
            "created": day,
            "createdBy": [agent],
            "createdUsing": [tool],
        }),
        json!({ "type": "SoftwareAgent", "spdxId": agent, "creationInfo": info, "name": "eccn" }),
        json!({
            "type": "Tool",
            "spdxId": tool,
            "creationInfo": info,
            "name": format!("eccn {}", env!("CARGO_PKG_VERSION")),
        }),
        json!({
            "type": "Specification",
            "spdxId": specification,
            "creationInfo": info,
            "name": "Commerce Control List, 15 CFR part 774, Supplement No. 1",
            "summary": format!("on {}, {posture}{}; law files of eccn with SHA-256 {}", statute.date(), under(law.proposals()), law.hash()),
            "externalIdentifier": [{
                "type": "ExternalIdentifier",
                "externalIdentifierType": "other",
                "identifier": "15 CFR part 774, Supplement No. 1",
            }],
        }),
    ];
    let (mut elements, mut roots) = (vec![agent.clone(), tool, specification.clone()], Vec::new());
    for part in &report.parts {
        let answer = &part.answer;
        let key = &sha256(format!("{}\n{}", answer.file, answer.name).as_bytes())[..32];
        let (subject, assessment) = (format!("{base}/part/{key}"), format!("{base}/assessment/{key}"));
        graph.push(json!({
            "type": "software_File",
            "spdxId": subject,
            "creationInfo": info,
            "name": answer.file,
            "summary": format!("the description of {}", answer.name),
            "software_primaryPurpose": "specification",
            "verifiedUsing": [{ "type": "Hash", "algorithm": "sha256", "hashValue": answer.input }],
        }));
        graph.push(json!({
            "type": "operations_ExportControlClassificationAssessment",
            "spdxId": assessment,
            "creationInfo": info,
            "name": format!("{}: {}", answer.name, answer.eccn()),
            "operations_assessor": agent,
            "operations_assessedElement": subject,
            "operations_assessmentTime": day,
            "operations_assessmentResult": results(answer, &specification),
        }));
        elements.extend([subject, assessment.clone()]);
        roots.push(assessment);
    }
    graph.push(json!({
        "type": "SpdxDocument",
        "spdxId": format!("{base}/document"),
        "creationInfo": info,
        "name": "Export control classification",
        "comment": "Not legal advice. What was not checked is said by `eccn classify`.",
        "profileConformance": ["core", "software", "operations"],
        "element": elements,
        "rootElement": roots,
    }));
    json!({ "@context": CONTEXT, "@graph": graph })
}

/// A classification for each possible outcome.
fn results(answer: &Accepted, specification: &str) -> Vec<Value> {
    let several = answer.outcomes.len() > 1;
    let classification = |outcome: &String| {
        let mut comment = match (outcome.as_str(), several) {
            ("none", _) => "none of the entries checked; others may apply".to_owned(),
            (_, true) => "possible: it depends on missing values".to_owned(),
            (_, false) => "certain".to_owned(),
        };
        for (what, value) in [("TPP", &answer.tpp), ("performance density", &answer.performance_density)] {
            if !value.is_empty() {
                comment = format!("{comment}; {what} {value}");
            }
        }
        json!({
            "type": "operations_ExportControlClassification",
            "operations_exportingCountry": "USA",
            "operations_exportControlSpecification": specification,
            "operations_exportClassification": outcome,
            "comment": comment,
        })
    };
    answer.outcomes.iter().map(classification).collect()
}
