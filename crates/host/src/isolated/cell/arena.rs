//! A shared file as the cell sees it: address space once and for all, of which only columns can be touched.

use crate::isolated::{
    layout::{GRANULE, Rooms, SPAN},
    slate::WORDS,
};
use rustix::mm::{MapFlags, MprotectFlags, ProtFlags, mmap, mprotect};
use std::{ffi::c_void, io, os::fd::AsFd, ptr, slice, sync::atomic::AtomicU64};

/// A mapped file.
#[derive(Debug)]
pub(super) struct Arena {
    start: *mut c_void,
    rooms: Rooms,
    is_writable: bool,
}

impl Arena {
    /// Maps a file of at least a granule. It may grow later; what is beyond its end is never touched.
    pub(super) fn map(file: impl AsFd, is_writable: bool) -> io::Result<Self> {
        let flags = MapFlags::SHARED | MapFlags::NORESERVE;
        // SAFETY: asks for a new mapping where there is none, without any access yet.
        let start = unsafe { mmap(ptr::null_mut(), SPAN as usize, ProtFlags::empty(), flags, file, 0) }?;
        let arena = Self { start, rooms: Rooms::default(), is_writable };
        arena.open(0, GRANULE)?;
        Ok(arena)
    }

    /// Where it begins.
    pub(super) fn address(&self) -> u64 {
        self.start as u64
    }

    /// The head, which is the slate in the outputs.
    pub(super) fn slate(&self) -> &'static [AtomicU64; WORDS] {
        // SAFETY: the head is mapped and never unmapped, aligned to a page, and large enough; atomics may be shared
        // with other processes.
        unsafe { &*self.start.cast::<[AtomicU64; WORDS]>() }
    }

    /// Opens the rooms of a new layout and closes the guards between them.
    pub(super) fn lay_out(&mut self, rooms: Rooms) -> io::Result<()> {
        self.open(GRANULE, rooms.total() - GRANULE)?;
        for guard in rooms.guards() {
            self.protect(guard, GRANULE, MprotectFlags::empty())?;
        }
        self.rooms = rooms;
        Ok(())
    }

    fn open(&self, offset: u64, length: u64) -> io::Result<()> {
        let read = MprotectFlags::READ;
        self.protect(offset, length, if self.is_writable { read | MprotectFlags::WRITE } else { read })
    }

    fn protect(&self, offset: u64, length: u64, flags: MprotectFlags) -> io::Result<()> {
        // SAFETY: layouts lie within the span; no reference into it exists while a request is being read.
        Ok(unsafe { mprotect(self.start.byte_add(offset as usize), length as usize, flags) }?)
    }

    /// First byte of a column with so many rows.
    fn column<T>(&self, at: usize, rows: u64) -> Option<*mut T> {
        let bytes = rows.checked_mul(size_of::<T>() as u64)?;
        let room = *self.rooms.sizes().get(at)?;
        // SAFETY: the column lies in its room, and that in the span.
        (bytes <= room).then(|| unsafe { self.start.byte_add(self.rooms.start(at, bytes) as usize) }.cast())
    }

    /// A column to read.
    pub(super) fn input<T: Copy>(&self, at: usize, rows: u64) -> Option<&[T]> {
        if rows == 0 {
            return Some(&[]);
        }
        let data = self.column::<T>(at, rows)?;
        // SAFETY: mapped, aligned since it ends at a page, of numbers, for which every pattern of bits is valid; the
        // program writes only before it sends a request.
        Some(unsafe { slice::from_raw_parts(data, rows as usize) })
    }

    /// A column to write.
    ///
    /// # Safety
    /// No other reference to the column is alive.
    pub(super) unsafe fn output<'a, T: Copy>(&self, at: usize, rows: u64) -> Option<&'a mut [T]> {
        if rows == 0 {
            return Some(&mut []);
        }
        let data = self.column::<T>(at, rows)?;
        // SAFETY: as for inputs; nobody else refers to it, as the caller says.
        Some(unsafe { slice::from_raw_parts_mut(data, rows as usize) })
    }
}
