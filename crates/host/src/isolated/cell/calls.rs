//! Hooks in a cell: columns of the shared files become the slices that a plugin is given.

use super::arena::Arena;
use crate::isolated::{
    layout::Rooms,
    protocol::{Hook, HookCall},
};
use coercivity_policy::{Call, Card, Column, Effect, Element, Fault, Instance, Services, Slice, SliceMut};
use std::io;

/// Calls a hook. An error of the system or of the request ends the cell.
pub(super) fn hook(
    instance: &mut dyn Instance,
    card: &Card,
    asked: HookCall,
    inputs: &mut Arena,
    outputs: &mut Arena,
    services: &mut dyn Services,
) -> io::Result<Result<(), Fault>> {
    for (arena, room) in [(&mut *inputs, asked.input_room), (&mut *outputs, asked.output_room)] {
        if let Some(sizes) = room {
            arena.lay_out(Rooms::of(sizes).ok_or(io::ErrorKind::InvalidData)?)?;
        }
    }
    let read = card.reads.iter().zip(&asked.input_rows).enumerate();
    let read: Option<Vec<Slice<'_>>> =
        read.map(|(at, (column, rows))| input(inputs, Column::element(*column), at, *rows)).collect();
    let written = card.writes.iter().zip(&asked.output_rows).enumerate();
    let written: Option<Vec<SliceMut<'_>>> =
        written.map(|(at, (effect, rows))| output(outputs, Effect::element(*effect), at, *rows)).collect();
    let (Some(read), Some(mut written)) = (read, written) else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    let call = Call { moment: asked.moment, inputs: &read, versions: &[], outputs: &mut written, services };
    Ok(match asked.hook {
        Hook::OnTick => instance.on_tick(call),
        Hook::Decide => instance.decide(call),
        Hook::Settle => instance.settle(call),
    })
}

fn input(arena: &Arena, element: Element, at: usize, rows: u64) -> Option<Slice<'_>> {
    Some(match element {
        Element::F64 => Slice::F64(arena.input(at, rows)?),
        Element::F32 => Slice::F32(arena.input(at, rows)?),
        Element::U64 => Slice::U64(arena.input(at, rows)?),
        Element::U32 => Slice::U32(arena.input(at, rows)?),
        Element::U16 => Slice::U16(arena.input(at, rows)?),
        Element::U8 => Slice::U8(arena.input(at, rows)?),
    })
}

fn output<'a>(arena: &'a Arena, element: Element, at: usize, rows: u64) -> Option<SliceMut<'a>> {
    // SAFETY: each column is taken once a call, and given up when the call has ended.
    unsafe {
        Some(match element {
            Element::F64 => SliceMut::F64(arena.output::<f64>(at, rows)?),
            // Effects are numbers or codes.
            _ => SliceMut::U8(arena.output::<u8>(at, rows)?),
        })
    }
}
