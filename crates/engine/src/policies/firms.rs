//! The firms' columns as the ECS holds them: slices of its table, nothing is copied.

use bevy_ecs::prelude::{Component, World};
use bytemuck::TransparentWrapper;
use coercivity_model::state::components::*;
use coercivity_policy::{Column, Slice};

/// A column of the firms; `None` for columns of other tables.
pub(super) fn slice(world: &World, column: Column) -> Option<Slice<'_>> {
    Some(match column {
        Column::FirmId => Slice::U64(of::<Stable, _>(world)),
        Column::FirmCell => Slice::U16(of::<CellOf, _>(world)),
        Column::FirmNormal => Slice::F64(of::<Normal, _>(world)),
        Column::FirmCapacity => Slice::F64(of::<Capacity, _>(world)),
        Column::FirmExpectation => Slice::F64(of::<Expectation, _>(world)),
        Column::FirmOutput => Slice::F64(of::<Made, _>(world)),
        Column::FirmStopped => Slice::U8(of::<Stopped, _>(world)),
        Column::FirmInputStock0 => Slice::F64(of::<InputStock<0>, _>(world)),
        Column::FirmInputStock1 => Slice::F64(of::<InputStock<1>, _>(world)),
        Column::FirmInputStock2 => Slice::F64(of::<InputStock<2>, _>(world)),
        Column::FirmInputStock3 => Slice::F64(of::<InputStock<3>, _>(world)),
        Column::FirmInTransit0 => Slice::F64(of::<InTransit<0>, _>(world)),
        Column::FirmInTransit1 => Slice::F64(of::<InTransit<1>, _>(world)),
        Column::FirmInTransit2 => Slice::F64(of::<InTransit<2>, _>(world)),
        Column::FirmInTransit3 => Slice::F64(of::<InTransit<3>, _>(world)),
        Column::FirmOrder0 => Slice::F64(of::<Order<0>, _>(world)),
        Column::FirmOrder1 => Slice::F64(of::<Order<1>, _>(world)),
        Column::FirmOrder2 => Slice::F64(of::<Order<2>, _>(world)),
        Column::FirmOrder3 => Slice::F64(of::<Order<3>, _>(world)),
        Column::FirmOutputStock0 => Slice::F64(of::<OutputStock<0>, _>(world)),
        Column::FirmOutputStock1 => Slice::F64(of::<OutputStock<1>, _>(world)),
        Column::FirmOutputStock2 => Slice::F64(of::<OutputStock<2>, _>(world)),
        _ => return None,
    })
}

/// The column of a component. All firms are of one archetype, so it is one slice.
fn of<C: Component + TransparentWrapper<T>, T: Copy + 'static>(world: &World) -> &[T] {
    let Some(mut query) = world.try_query::<&'static C>() else { return &[] };
    let chunks = query.contiguous_iter(world).ok();
    chunks.and_then(|mut chunks| chunks.next()).map_or(&[], C::peel_slice)
}
