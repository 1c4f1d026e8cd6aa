package bar

// t64[i] = round(10^9 · 2^(−i/64)): one half-life in 64 steps.
var t64 = [65]uint64{
	1_000_000_000, 989_228_013, 978_572_062, 968_030_897, 957_603_281, 947_287_991, 937_083_817, 926_989_563,
	917_004_043, 907_126_088, 897_354_538, 887_688_246, 878_126_080, 868_666_918, 859_309_649, 850_053_177,
	840_896_415, 831_838_290, 822_877_739, 814_013_711, 805_245_166, 796_571_076, 787_990_423, 779_502_200,
	771_105_413, 762_799_075, 754_582_214, 746_453_864, 738_413_073, 730_458_897, 722_590_403, 714_806_669,
	707_106_781, 699_489_836, 691_954_941, 684_501_211, 677_127_773, 669_833_762, 662_618_322, 655_480_606,
	648_419_777, 641_435_008, 634_525_479, 627_690_379, 620_928_906, 614_240_268, 607_623_680, 601_078_366,
	594_603_558, 588_198_496, 581_862_429, 575_594_615, 569_394_317, 563_260_809, 557_193_371, 551_191_292,
	545_253_866, 539_380_399, 533_570_200, 527_822_589, 522_136_891, 516_512_440, 510_948_574, 505_444_643,
	500_000_000,
}

// Decay returns v · 2^(−dt/halfLife), floored, by linear interpolation between the 64 steps of a half-life: within
// 2·10^−5 of the exact power and 2 micro. It never exceeds v and never grows with dt. A half-life of 0 forgets at once.
//
// Bounds: 64·r/halfLife < 64 because r < halfLife, so both table entries exist; the factor is at most 10^9, so neither
// product saturates for any v, dt and halfLife.
func Decay(v, dt, halfLife uint64) uint64 {
	if dt == 0 || v == 0 {
		return v
	}
	if halfLife == 0 || dt/halfLife >= 63 {
		return 0
	}
	halvings, r := dt/halfLife, dt%halfLife
	i, rem := mulDivRem(r, 64, halfLife)
	factor := t64[i] - mulDiv(t64[i]-t64[i+1], rem, halfLife)
	return mulDiv(v, factor, nano) >> halvings
}
