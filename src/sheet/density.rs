//! Dense or sparse: what words say of a rate.

use super::lexicon::Say;
use super::phrases::holds;
use super::said::Said;
use super::token::{Decimals, tokens};

/// What is said of sparsity at a rate.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Density {
    Dense,
    /// Sparse by the 2:4 pattern, or with the statement that the dense rate is half.
    TwiceDense,
    /// Sparse, and nobody says by how much.
    Sparse,
    /// Sparse by another ratio than two.
    Other,
    /// "Effective": neither.
    Vague,
    /// Dense and sparse at once.
    Contradictory,
}

impl Density {
    pub(super) fn is_sparse(self) -> bool {
        matches!(self, Self::TwiceDense | Self::Sparse | Self::Other)
    }

    /// What several words of one place say together.
    pub(super) fn of(says: &[Say]) -> Option<Self> {
        let has = |say: Say| says.contains(&say);
        if has(Say::SparseHalf) {
            return Some(Self::TwiceDense);
        }
        let sparse = has(Say::Sparse) || has(Say::TwoOfFour) || has(Say::Structured) || has(Say::Other);
        match (has(Say::Dense), sparse) {
            (true, true) => Some(Self::Contradictory),
            (true, false) => Some(Self::Dense),
            (false, true) if has(Say::Other) => Some(Self::Other),
            (false, true) if has(Say::TwoOfFour) => Some(Self::TwiceDense),
            (false, true) => Some(Self::Sparse),
            (false, false) if has(Say::Vague) => Some(Self::Vague),
            (false, false) => None,
        }
    }

    /// Where both kinds are named for two figures, what each of them is: "dense / sparse (2:4)".
    pub(super) fn pair(says: &[Say]) -> Option<[Self; 2]> {
        let dense = says.iter().position(|say| *say == Say::Dense)?;
        let is_sparse =
            |say: &Say| matches!(say, Say::Sparse | Say::TwoOfFour | Say::Structured | Say::Other | Say::SparseHalf);
        let sparse = says.iter().position(is_sparse)?;
        let others: Vec<Say> = says.iter().copied().filter(|say| *say != Say::Dense).collect();
        let second = Self::of(&others)?;
        Some(if dense < sparse { [Self::Dense, second] } else { [second, Self::Dense] })
    }
}

/// What a note or a sentence says of the figures that it is about.
pub(super) fn stated(text: &str) -> (Said, Option<Density>) {
    let all = Said::of(&tokens(text, Decimals::Point, true));
    if half_is_stated(text) {
        return (all, Some(Density::TwiceDense));
    }
    // What no clause could say.
    if all.sparsity.is_empty() {
        return (all, None);
    }
    let mut says: Vec<Say> = Vec::new();
    for clause in text.split(['.', ';', '。', '；', ',', '，']) {
        let said = Said::of(&tokens(clause, Decimals::Point, true));
        let conditional = doubling(clause) && said.sparsity.iter().any(|say| *say != Say::Dense);
        let of_others = holds!(
            clause,
            &[
                "without this",
                "without the sign",
                "unmarked",
                "all other",
                "others ",
                "otherwise",
                "no mark",
                "其余",
                "未标",
            ]
        );
        if !conditional && !of_others {
            said.sparsity.iter().filter(|say| **say != Say::RatioTwo).for_each(|say| says.push(*say));
        }
    }
    let density = Density::of(&says);
    (all, density)
}

/// Whether a text says that the dense rate is half of what is printed.
pub(super) fn half_is_stated(text: &str) -> bool {
    let half = holds!(
        text,
        &[
            "half",
            "1/2",
            "½",
            "50% lower",
            "减半",
            "減半",
            "一半",
            "二分之一",
            "divided by two",
            "divide by two",
            "divide by 2",
        ]
    );
    let dense = || {
        holds!(
            text,
            &[
                "without sparsity",
                "without it",
                "without the feature",
                "w/o sparsity",
                "without structured sparsity",
                "without the sparsity",
                "dense",
                "non-sparse",
                "no sparsity",
                "无稀疏",
                "不含稀疏",
                "不带稀疏",
                "非稀疏",
                "稠密",
                "無稀疏",
                "不計稀疏",
                "未开启稀疏",
                "未启用稀疏",
                "关闭稀疏",
                "不使用稀疏",
                "不采用稀疏",
                "不用稀疏",
            ]
        )
    };
    half && dense() && !holds!(text, &["half precision", "half-precision", "半精度"])
}

fn doubling(clause: &str) -> bool {
    holds!(clause, &["double", "twice", "2x", "2×", "two times", "翻倍", "两倍", "兩倍", "2倍", "加倍", "翻番"])
}

/// Whether a sentence without figures of its own speaks of all figures around it.
pub(super) fn speaks_of_all(text: &str, density: Density) -> bool {
    // What hardware can do is no statement about figures.
    if holds!(
        text,
        &[
            "supports",
            "support for",
            "supporting",
            "can use",
            "enables",
            "accelerates",
            "支持2:4",
            "支持结构",
            "支持稀疏",
            "支援稀疏",
            "支援結構",
        ]
    ) {
        return false;
    }
    let figures = holds!(
        text,
        &[
            "figure",
            "rates",
            "numbers",
            "values",
            "specs",
            "specification",
            "shown",
            "throughput",
            "columns",
            "rows",
            "数值",
            "數值",
            "数据",
            "數據",
            "算力",
            "性能",
            "指标",
            "規格",
            "规格",
            "tflops",
            "teraflops",
        ]
    );
    let all = holds!(
        text,
        &[
            "all ",
            "every",
            "these",
            "below",
            "above",
            "following",
            "table",
            "均",
            "皆",
            "全部",
            "所有",
            "以下",
            "以上",
            "本表",
            "表中",
        ]
    );
    match density {
        Density::Dense => {
            let hardware = holds!(
                text,
                &[
                    "no sparse",
                    "no sparsity",
                    "not support sparsity",
                    "skips zeros",
                    "no structured sparsity",
                    "不支持稀疏",
                    "不支援稀疏",
                    "不依赖稀疏",
                ]
            );
            figures || all || hardware || text.trim_end().ends_with([':', '：'])
        }
        Density::Contradictory => figures || all,
        _ => figures,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_about_sparsity() {
        let density = |text: &str| stated(text).1;
        assert_eq!(density("With sparsity"), Some(Density::Sparse));
        assert_eq!(
            density("Shown with sparsity. Specifications are one half lower without sparsity."),
            Some(Density::TwiceDense)
        );
        assert_eq!(
            density("Shown with sparsity. Without sparsity these figures are one half lower."),
            Some(Density::TwiceDense)
        );
        assert_eq!(density("Using 2:4 sparsity; dense operation reaches half."), Some(Density::TwiceDense));
        assert_eq!(density("Tensor core rates without sparsity; with 2:4 sparsity they double."), Some(Density::Dense));
        assert_eq!(density("Preliminary. Figures may change before shipping."), None);
        assert_eq!(density("开启 2:4 结构化稀疏时的数值"), Some(Density::TwiceDense));
        assert_eq!(density("There are no sparse rates"), Some(Density::Dense));
    }

    #[test]
    fn features_are_no_statements() {
        assert!(!speaks_of_all("All tensor cores support 2:4 structured sparsity", Density::TwiceDense));
        assert!(!speaks_of_all("The chip supports 2:4 sparsity for faster figures", Density::TwiceDense));
        assert!(speaks_of_all("All tensor figures without sparsity.", Density::Dense));
        assert!(speaks_of_all("there is no sparse mode", Density::Dense));
    }
}
