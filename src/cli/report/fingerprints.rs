//! What tells a finding from the others of its kind, also in the next version of a file.

use super::record::Finding;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// A fingerprint of each finding, in hexadecimal: of its code, file, object and cause, and where several are alike, which of them it
/// is. Lines do not count, because they move.
pub(super) fn fingerprints(findings: &[Finding]) -> impl Iterator<Item = String> + '_ {
    let mut alike: HashMap<Vec<u8>, u64> = HashMap::new();
    findings.iter().map(move |finding| {
        let path = finding.at.as_ref().and_then(|at| at.path()).unwrap_or_default();
        let object = finding.object.as_deref().unwrap_or_default();
        let mut hash = Sha256::new();
        for part in [finding.code.word(), &path, object, &finding.cause] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let count = alike.entry(hash.clone().finalize().to_vec()).or_insert(0);
        *count += 1;
        hash.update(count.to_be_bytes());
        hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    })
}
