//! Columns that can be cut at a row: slices, and tuples, arrays and vectors of columns of equal length.

/// Something of rows that can be cut in two.
pub trait Columns: Send + Sized {
    /// Number of rows.
    fn rows(&self) -> usize;

    /// The rows before `at`, and those from `at` on.
    fn split(self, at: usize) -> (Self, Self);
}

impl<T: Sync> Columns for &[T] {
    fn rows(&self) -> usize {
        self.len()
    }

    fn split(self, at: usize) -> (Self, Self) {
        self.split_at(at)
    }
}

impl<T: Send> Columns for &mut [T] {
    fn rows(&self) -> usize {
        self.len()
    }

    fn split(self, at: usize) -> (Self, Self) {
        self.split_at_mut(at)
    }
}

impl<C: Columns, const N: usize> Columns for [C; N] {
    fn rows(&self) -> usize {
        self.first().map_or(0, Columns::rows)
    }

    fn split(self, at: usize) -> (Self, Self) {
        let mut right: [Option<C>; N] = [const { None }; N];
        let mut place = right.iter_mut();
        let left = self.map(|column| {
            let (left, tail) = column.split(at);
            if let Some(place) = place.next() {
                *place = Some(tail);
            }
            left
        });
        (left, right.map(|column| column.expect("one tail per column")))
    }
}

impl<C: Columns> Columns for Vec<C> {
    fn rows(&self) -> usize {
        self.first().map_or(0, Columns::rows)
    }

    fn split(self, at: usize) -> (Self, Self) {
        self.into_iter().map(|column| column.split(at)).unzip()
    }
}

macro_rules! tuple {
    ($first:ident $($rest:ident)*) => {
        impl<$first: Columns, $($rest: Columns),*> Columns for ($first, $($rest,)*) {
            fn rows(&self) -> usize {
                self.0.rows()
            }

            #[expect(non_snake_case, reason = "the type parameters name the values")]
            fn split(self, at: usize) -> (Self, Self) {
                let ($first, $($rest,)*) = self;
                let $first = $first.split(at);
                $(let $rest = $rest.split(at);)*
                (($first.0, $($rest.0,)*), ($first.1, $($rest.1,)*))
            }
        }
    };
}

tuple!(A B);
tuple!(A B C);
tuple!(A B C D);
tuple!(A B C D E);
tuple!(A B C D E F);
tuple!(A B C D E F G);
tuple!(A B C D E F G H);
tuple!(A B C D E F G H I);
tuple!(A B C D E F G H I J);
tuple!(A B C D E F G H I J K);
tuple!(A B C D E F G H I J K L);
