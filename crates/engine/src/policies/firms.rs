//! The firms' columns as the ECS holds them: slices of its tables, nothing is copied.

use bevy_ecs::prelude::{Component, World};
use bytemuck::TransparentWrapper;
use coercivity_model::state::components::*;
use coercivity_model::state::{Inputs, Products};
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
        Column::FirmInputStock0 => Slice::F64(&world.resource::<Inputs>().stock[0]),
        Column::FirmInputStock1 => Slice::F64(&world.resource::<Inputs>().stock[1]),
        Column::FirmInputStock2 => Slice::F64(&world.resource::<Inputs>().stock[2]),
        Column::FirmInputStock3 => Slice::F64(&world.resource::<Inputs>().stock[3]),
        Column::FirmInTransit0 => Slice::F64(&world.resource::<Inputs>().in_transit[0]),
        Column::FirmInTransit1 => Slice::F64(&world.resource::<Inputs>().in_transit[1]),
        Column::FirmInTransit2 => Slice::F64(&world.resource::<Inputs>().in_transit[2]),
        Column::FirmInTransit3 => Slice::F64(&world.resource::<Inputs>().in_transit[3]),
        Column::FirmOrder0 => Slice::F64(&world.resource::<Inputs>().order[0]),
        Column::FirmOrder1 => Slice::F64(&world.resource::<Inputs>().order[1]),
        Column::FirmOrder2 => Slice::F64(&world.resource::<Inputs>().order[2]),
        Column::FirmOrder3 => Slice::F64(&world.resource::<Inputs>().order[3]),
        Column::FirmOutputStock0 => Slice::F64(&world.resource::<Products>().stock[0]),
        Column::FirmOutputStock1 => Slice::F64(&world.resource::<Products>().stock[1]),
        Column::FirmOutputStock2 => Slice::F64(&world.resource::<Products>().stock[2]),
        _ => return None,
    })
}

/// The column of a component. All firms are of one archetype, so it is one slice.
fn of<C: Component + TransparentWrapper<T>, T: Copy + 'static>(world: &World) -> &[T] {
    let Some(mut query) = world.try_query::<&'static C>() else { return &[] };
    let chunks = query.contiguous_iter(world).ok();
    chunks.and_then(|mut chunks| chunks.next()).map_or(&[], C::peel_slice)
}
