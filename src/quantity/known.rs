//! What is known of a quantity.

use super::{Exact, Extent, Interval, Quantity, QuantityError, Unit};
use std::fmt;
use std::marker::PhantomData;

/// What is known of a quantity: exactly one value, one of several, a range, or nothing.
///
/// ```
/// use eccn::quantity::{Known, Quantity, Tops, parse};
/// let low: Quantity<Tops> = parse::rate("280 TFLOPS")?;
/// let high: Quantity<Tops> = parse::rate("400 TFLOPS")?;
/// assert_eq!(Known::range(low, Some(high))?.to_string(), "280 to 400 TOPS");
/// assert_eq!(Known::<Tops>::unknown().to_string(), "unknown");
/// # Ok::<(), eccn::quantity::QuantityError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Known<U> {
    extent: Extent,
    unit: PhantomData<U>,
}

impl<U: Unit> Known<U> {
    /// Exactly this value.
    pub fn exact(value: Quantity<U>) -> Self {
        Self::from_extent(Extent::point(value.value().clone()))
    }

    /// Nothing is known.
    pub fn unknown() -> Self {
        Self::from_extent(Extent::anything())
    }

    /// A range, both ends included; `None` as the upper end means without limit.
    ///
    /// # Errors
    /// If the upper end lies below the lower one.
    pub fn range(low: Quantity<U>, high: Option<Quantity<U>>) -> Result<Self, QuantityError> {
        if high.as_ref().is_some_and(|high| high < &low) {
            return Err(QuantityError::new("a range goes from its smaller value to its larger one", 0, 0));
        }
        let high = high.map(|high| high.value().clone());
        Ok(Self::from_extent(Extent::new(vec![Interval::closed(low.value().clone(), high)])))
    }

    /// One of these values; `None` if there are none.
    pub fn one_of(values: impl IntoIterator<Item = Quantity<U>>) -> Option<Self> {
        let pieces: Vec<_> = values.into_iter().map(|q| Interval::point(q.value().clone())).collect();
        (!pieces.is_empty()).then(|| Self::from_extent(Extent::new(pieces)))
    }

    /// The set of possible values, as a quantity of this unit.
    pub fn from_extent(extent: Extent) -> Self {
        Self { extent, unit: PhantomData }
    }

    /// The set of possible values.
    pub fn extent(&self) -> &Extent {
        &self.extent
    }

    /// The value, if exactly one is possible.
    pub fn as_exact(&self) -> Option<&Exact> {
        self.extent.as_point()
    }

    /// Whether nothing is known.
    pub fn is_unknown(&self) -> bool {
        self.extent.is_anything()
    }

    /// The possible values without the unit, with thousands separators if `grouped`: `1979`, `280 or 400`,
    /// `280 to 400`, `at least 280`, `unknown`.
    pub fn describe(&self, grouped: bool) -> String {
        describe(&self.extent, |value| if grouped { value.grouped() } else { value.to_string() })
    }
}

/// The possible values in words, each number printed by `number`.
pub(crate) fn describe(extent: &Extent, number: impl Fn(&Exact) -> String) -> String {
    if extent.is_anything() {
        return "unknown".into();
    }
    let pieces: Vec<String> = extent
        .pieces()
        .iter()
        .map(|piece| {
            let (low, low_open) = piece.low();
            match (piece.as_point(), piece.high()) {
                (Some(value), _) => number(value),
                (None, None) if low_open => format!("above {}", number(low)),
                (None, None) => format!("at least {}", number(low)),
                (None, Some((high, true))) if low.is_zero() && !low_open => format!("below {}", number(high)),
                (None, Some((high, false))) if low.is_zero() && !low_open => format!("at most {}", number(high)),
                (None, Some((high, high_open))) => {
                    let low = if low_open { format!("above {}", number(low)) } else { number(low) };
                    let to = if high_open { "to below" } else { "to" };
                    format!("{low} {to} {}", number(high))
                }
            }
        })
        .collect();
    pieces.join(" or ")
}

impl<U: Unit> fmt::Display for Known<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.describe(false);
        if U::SYMBOL.is_empty() || self.is_unknown() { f.write_str(&text) } else { write!(f, "{text} {}", U::SYMBOL) }
    }
}

impl<U: Unit> fmt::Debug for Known<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
