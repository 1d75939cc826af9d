mod timer; mod evm; mod floats; mod decimals;
fn main() {
	let mut c = evm::Contract::deploy(std::path::Path::new(&std::env::args().nth(1).unwrap())).unwrap();
	let x = evm::Inputs { seconds: 86400*30, vol_e18: 600_000_000_000_000_000, spot_e18: 80_000*10u128.pow(18), strike_e18: 90_000*10u128.pow(18) };
	let r = c.call("optionPrices_pub", &x).unwrap();
	println!("{} {:?} {:?}", r.gas, r.words, floats::black(80000.,90000.,0.6,30./365.));
	println!("{:?}", c.measure("optionPrices_pub", &[x]).unwrap());
	println!("{:?} {}", floats::implied(80000.,90000.,30./365., 2300., true), floats::statrs_cdf(0.3)-floats::cdf(0.3));
	for e in decimals::run(&decimals::Inputs{exp: vec![-3*10i128.pow(18)/7, 5*10i128.pow(18)/3], positive: vec![3*10i128.pow(18)/7, 50*10i128.pow(18)/3]}) { println!("{} {} {:?} {:?}", e.library,e.function,e.timing,e.results); }
}
