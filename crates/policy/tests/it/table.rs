//! The functions of an exported table, called as a host calls them: with structs of the boundary, good and bad.

#![expect(unsafe_code, reason = "this test is a host")]

use crate::host::{EMPTY, HOST, Heard, Told, text};
use coercivity_policy::abi::{self, ABI, Call, Create, Host, Plugin, Setting};
use coercivity_policy::prelude::*;
use coercivity_policy::{Kind, Status, entry};
use std::ffi::c_void;
use std::ptr::{null, null_mut};

parameters! {
    struct Parameters {
        rate: number = 1.0,
        goods: goods = "all",
    }
}

/// Writes what it has read, times its rate.
struct Echo {
    rate: f64,
    goods: Vec<Good>,
}

impl Policy for Echo {
    const ABOUT: About = About {
        id: "echo",
        summary: "Writes what it reads.",
        reads: &[Column::LaneFlow],
        writes: &[Effect::Tariff],
        state: 1,
        ..about!()
    };
    type Parameters = Parameters;

    fn new(p: Parameters, names: &Names) -> Result<Self, Refusal> {
        if p.rate < 0.0 {
            return Err(
                Refusal::new(format!("{} pays nobody: ä", names.code_of(Jurisdiction(1)))).parameter("rate")
            );
        }
        Ok(Self { rate: p.rate, goods: p.goods })
    }

    fn on_tick(&mut self, world: &World<'_>, measures: &mut Measures<'_>) -> Result<(), Refusal> {
        assert!(world.date().day_of_month() != 13, "a thirteenth");
        let flow = world.column_f64(Column::LaneFlow)?;
        let bonus = (world.draw(1, 2, 3) + world.exp(0.0) + self.goods.len() as f64) / 1000.0;
        for (row, flow) in flow.iter().enumerate() {
            measures.add(Effect::Tariff, row, flow * self.rate + bonus);
        }
        measures.log("done");
        measures.metric(Metric::new("sum", "units", flow.iter().sum()).of(Good(1)));
        measures.event(Note::new("echoed").at(FirmRow(2)));
        measures.restrict(Restriction::ban(Jurisdiction(1), FirmRow(2)));
        Ok(())
    }

    fn save(&self) -> Vec<u8> {
        self.rate.to_le_bytes().to_vec()
    }

    fn load(&mut self, state: &[u8]) -> Result<(), Refusal> {
        self.rate = f64::from_le_bytes(state.try_into().map_err(|_| "no state")?);
        Ok(())
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        assert!(self.rate != 99.0, "refuses to go");
    }
}

fn plugin() -> &'static Plugin {
    // SAFETY: the table is static.
    unsafe { entry::<Echo>(&raw const HOST).as_ref() }.unwrap()
}

/// Two goods, two jurisdictions, one stage of three firms.
fn create(rate: f64, kind: Kind, told: &mut Told) -> Result<*mut c_void, i32> {
    let (goods, codes, stage) = ([text("ore"), text("magnet")], [text("CN"), text("US")], [text("maker")]);
    let (numbers, flags, bounds) = ([1.0, 1.0], [0_u8, 1], [0_u64, 3]);
    let names = abi::Names {
        struct_size: size_of::<abi::Names>() as u32,
        tick_days: 7,
        n_goods: 2,
        goods: goods.as_ptr(),
        good_units: goods.as_ptr(),
        good_base_units: numbers.as_ptr(),
        good_prices_usd: numbers.as_ptr(),
        good_is_final: flags.as_ptr(),
        n_jurisdictions: 2,
        jurisdictions: codes.as_ptr(),
        n_stages: 1,
        stages: stage.as_ptr(),
        stage_rows: bounds.as_ptr(),
        n_recipes: 0,
        recipes: null(),
        n_regimes: 0,
        regimes: null(),
        n_measures: 0,
        measures: null(),
        n_named: 0,
        named: null(),
        named_rows: null(),
    };
    let items = [0_u32, 1];
    let number = Setting { kind: kind as u32, number: rate, ..EMPTY };
    let list = Setting { kind: Kind::Goods as u32, n_items: 2, items: items.as_ptr(), ..EMPTY };
    let settings = [&raw const number, &raw const list];
    let create = Create {
        struct_size: size_of::<Create>() as u32,
        reserved: 0,
        context: null_mut(),
        names: &raw const names,
        settings: settings.as_ptr(),
        n_settings: 2,
        error: &raw mut told.error,
    };
    let mut instance = null_mut();
    // SAFETY: everything lives until the call returns.
    let status = unsafe { plugin().create.unwrap()(&raw const create, &raw mut instance) };
    if status == 0 { Ok(instance) } else { Err(status) }
}

/// Calls `on_tick` over `flow`; gives the status and the tariffs.
fn tick(instance: *mut c_void, day: u8, flow: &[f64], told: &mut Told, heard: &mut Heard) -> (i32, Vec<f64>) {
    let mut tariff = vec![0.0; flow.len()];
    let (inputs, outputs) = ([flow.as_ptr().cast::<c_void>()], [tariff.as_mut_ptr().cast::<c_void>()]);
    let rows = [flow.len() as u64];
    let call = Call {
        struct_size: size_of::<Call>() as u32,
        tick_days: 7,
        context: std::ptr::from_mut(heard).cast(),
        error: &raw mut told.error,
        tick: 3,
        // 1970-01-01 is day 0.
        day: i64::from(day) - 1,
        year: 1970,
        month: 1,
        day_of_month: day,
        reserved: 0,
        key: 10,
        n_inputs: 1,
        inputs: inputs.as_ptr(),
        input_rows: rows.as_ptr(),
        n_outputs: 1,
        outputs: outputs.as_ptr(),
        output_rows: rows.as_ptr(),
    };
    // SAFETY: everything lives until the call returns, and the instance is in use here only.
    (unsafe { plugin().on_tick.unwrap()(instance, &raw const call) }, tariff)
}

fn destroy(instance: *mut c_void) {
    // SAFETY: made by `create`, and not used afterwards.
    unsafe { plugin().destroy.unwrap()(instance) };
}

#[test]
fn the_table_holds_what_the_manifest_promises_and_no_more() {
    let plugin = plugin();
    assert_eq!((plugin.abi, plugin.struct_size as usize), (ABI, size_of::<Plugin>()));
    assert!(plugin.save.is_some() && plugin.load.is_some());
    assert!(plugin.decide.is_none() && plugin.settle.is_none());
}

#[test]
fn a_host_of_another_abi_gets_no_table() {
    // SAFETY: null, and tables that are valid for the call and not taken.
    assert!(unsafe { entry::<Echo>(null()) }.is_null());
    for (struct_size, abi) in [(HOST.struct_size, ABI + 1), (HOST.struct_size - 8, ABI)] {
        let other = Host { struct_size, abi, ..HOST };
        // SAFETY: as above.
        assert!(unsafe { entry::<Echo>(&raw const other) }.is_null());
    }
}

#[test]
fn columns_go_in_and_effects_come_out() {
    let (mut told, mut heard) = (Told::new(64), Heard::default());
    let instance = create(2.0, Kind::Number, &mut told).unwrap();
    let (status, tariff) = tick(instance, 1, &[0.5, 3.0], &mut told, &mut heard);
    assert_eq!(status, 0, "{}", told.said());
    // The draw is 10 + 1 + 2 + 3 = 16, "exp" of 0 is 100, there are 2 goods: a bonus of 118 / 1000.
    assert_eq!(tariff, [0.5 * 2.0 + 0.118, 3.0 * 2.0 + 0.118]);
    let lines = [
        "log 0 done",
        "metric sum units 1 3.5",
        "event echoed 2 4294967295",
        "restrict 1 1 2 2 3 4294967295",
    ];
    assert_eq!(heard.0, lines);
    destroy(instance);
}

#[test]
fn a_refused_parameter_is_told_by_its_position_in_whole_characters() {
    let mut told = Told::new(64);
    assert_eq!(create(-1.0, Kind::Number, &mut told), Err(Status::Invalid as i32));
    assert_eq!((told.said(), told.error.parameter, told.error.row), ("US pays nobody: ä", 0, u64::MAX));
    // `US pays nobody: ` is 16 bytes, the letter behind it two.
    let mut short = Told::new(17);
    assert_eq!(create(-1.0, Kind::Number, &mut short), Err(Status::Invalid as i32));
    assert_eq!(short.said(), "US pays nobody: ");
}

#[test]
fn a_panic_stays_inside_and_ends_the_instance() {
    let (mut told, mut heard) = (Told::new(64), Heard::default());
    let instance = create(1.0, Kind::Number, &mut told).unwrap();
    let (status, _) = tick(instance, 13, &[1.0], &mut told, &mut heard);
    assert_eq!(status, Status::Panicked as i32);
    assert!(told.said().starts_with("it panicked: a thirteenth, at "), "{}", told.said());
    let (status, _) = tick(instance, 14, &[1.0], &mut told, &mut heard);
    assert_eq!(status, Status::Error as i32);
    assert!(told.said().starts_with("it is not usable any more"), "{}", told.said());
    destroy(instance);
}

#[test]
fn a_policy_that_panics_while_it_is_dropped_does_no_harm() {
    destroy(create(99.0, Kind::Number, &mut Told::new(64)).unwrap());
    destroy(null_mut());
}

#[test]
fn a_state_is_written_if_there_is_room_and_taken_up() {
    let (mut told, mut length, mut room) = (Told::new(64), 0, [0_u8; 8]);
    let (first, second) =
        (create(7.0, Kind::Number, &mut told).unwrap(), create(1.0, Kind::Number, &mut told).unwrap());
    let error = &raw mut told.error;
    // SAFETY: instances are in use here only; room and length live until the calls return.
    unsafe {
        let (save, load) = (plugin().save.unwrap(), plugin().load.unwrap());
        assert_eq!(save(first, null_mut(), 0, &raw mut length, error), 0);
        assert_eq!((length, room), (8, [0; 8]));
        assert_eq!(save(first, room.as_mut_ptr(), 8, &raw mut length, error), 0);
        assert_eq!(room, 7.0_f64.to_le_bytes());
        assert_eq!(load(second, room.as_ptr(), 7, error), Status::Invalid as i32);
        assert_eq!(load(second, room.as_ptr(), 8, error), 0);
    }
    let (_, tariff) = tick(second, 1, &[1.0], &mut told, &mut Heard::default());
    assert_eq!(tariff, [7.0 + 0.118]);
    destroy(first);
    destroy(second);
}

#[test]
fn what_the_host_gets_wrong_is_refused_before_it_is_touched() {
    let mut told = Told::new(64);
    assert_eq!(create(1.0, Kind::Integer, &mut told), Err(Status::Error as i32));
    assert!(told.said().starts_with("the host gave kind 2 for a number"), "{}", told.said());
    let instance = create(1.0, Kind::Number, &mut told).unwrap();
    let (flow, mut tariff) = ([1.0, 2.0], [0.0, 0.0]);
    let (inputs, outputs) = ([flow.as_ptr().cast::<c_void>()], [tariff.as_mut_ptr().cast::<c_void>()]);
    let askew = [inputs[0].wrapping_byte_add(1)];
    let (rows, endless, nothing) = ([2_u64], [u64::MAX], [null::<c_void>()]);
    let good = Call {
        struct_size: size_of::<Call>() as u32,
        tick_days: 7,
        context: null_mut(),
        error: &raw mut told.error,
        tick: 0,
        day: 0,
        year: 1970,
        month: 1,
        day_of_month: 1,
        reserved: 0,
        key: 0,
        n_inputs: 1,
        inputs: inputs.as_ptr(),
        input_rows: rows.as_ptr(),
        n_outputs: 1,
        outputs: outputs.as_ptr(),
        output_rows: rows.as_ptr(),
    };
    let cases = [
        (Call { struct_size: good.struct_size - 8, ..good }, ""),
        (Call { n_inputs: 2, ..good }, "the host gave 2 columns to read, the manifest names 1"),
        (Call { n_outputs: 0, ..good }, "the host gave 0 columns to write, the manifest names 1"),
        (Call { inputs: nothing.as_ptr(), ..good }, "the host gave lanes.flow without a place for 2 entries"),
        (Call { inputs: askew.as_ptr(), ..good }, "the host gave lanes.flow without a place for 2 entries"),
        (Call { output_rows: endless.as_ptr(), ..good }, "the host gave lanes.tariff without a place for "),
        (Call { tick_days: 70_000, ..good }, "the host gave no length of a tick"),
    ];
    for (call, why) in cases {
        told.error.length = 0;
        // SAFETY: everything lives until the call returns.
        let status = unsafe { plugin().on_tick.unwrap()(instance, &raw const call) };
        assert_eq!(status, Status::Error as i32);
        assert!(told.said().starts_with(why), "{}", told.said());
    }
    // SAFETY: null is checked.
    assert_eq!(unsafe { plugin().on_tick.unwrap()(null_mut(), &raw const good) }, Status::Error as i32);
    assert!(told.said().starts_with("the host gave no instance"), "{}", told.said());
    // SAFETY: null is checked.
    assert_eq!(unsafe { plugin().on_tick.unwrap()(instance, null()) }, Status::Error as i32);
    destroy(instance);
}
