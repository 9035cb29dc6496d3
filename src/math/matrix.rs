//! Matrices as views into flat row-major buffers.

/// A read-only matrix over a flat buffer.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'a> {
    pub(super) values: &'a [f32],
    pub(super) dims: Dims,
}

/// A writable matrix over a flat buffer.
#[derive(Debug)]
pub struct MatrixMut<'a> {
    pub(super) values: &'a mut [f32],
    pub(super) dims: Dims,
}

/// How many rows and columns a matrix has, and how far the next number of each is: every number that it speaks of is inside of its buffer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dims {
    pub rows: usize,
    pub columns: usize,
    pub row_step: usize,
    pub column_step: usize,
}

/// A read-only matrix over the first numbers of a flat row-major buffer.
///
/// # Panics
/// If the buffer does not hold `rows` × `columns` numbers: the shapes of a compiled network always fit.
#[inline]
pub fn matrix(values: &[f32], rows: usize, columns: usize) -> Matrix<'_> {
    Matrix { values: &values[..rows * columns], dims: Dims::of(rows, columns) }
}

/// A writable matrix over the first numbers of a flat row-major buffer; panics as [`matrix`] does.
#[inline]
pub fn matrix_mut(values: &mut [f32], rows: usize, columns: usize) -> MatrixMut<'_> {
    MatrixMut { values: &mut values[..rows * columns], dims: Dims::of(rows, columns) }
}

impl Matrix<'_> {
    /// The same numbers with rows and columns exchanged; nothing is copied.
    #[inline]
    pub fn transposed(self) -> Self {
        Self { dims: self.dims.transposed(), ..self }
    }

    #[cfg(test)]
    pub(super) fn at(&self, row: usize, column: usize) -> f32 {
        self.values[row * self.dims.row_step + column * self.dims.column_step]
    }
}

impl MatrixMut<'_> {
    /// The same numbers with rows and columns exchanged; nothing is copied.
    #[inline]
    pub fn transposed(self) -> Self {
        Self { dims: self.dims.transposed(), ..self }
    }

    #[cfg(test)]
    pub(super) fn view(&self) -> Matrix<'_> {
        Matrix { values: self.values, dims: self.dims }
    }
}

impl Dims {
    #[inline]
    fn of(rows: usize, columns: usize) -> Self {
        Self { rows, columns, row_step: columns, column_step: 1 }
    }

    #[inline]
    fn transposed(self) -> Self {
        Self { rows: self.columns, columns: self.rows, row_step: self.column_step, column_step: self.row_step }
    }
}
