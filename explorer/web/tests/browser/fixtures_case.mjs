// Three cases of the small market: one in which the judges open their votes, one that is closed, one closed after an appeal.

/** court makes the cases, their events and the judges, with the helpers of the market's fixtures. */
export function court({ NOW, M, coin, base, hash, address, event, A, agreement, job, sha }) {
  const judges = ['ito', 'okafor', 'lind', 'reyes', 'novak', 'moss'].map((n) => ({ address: address('judge-' + n), name: 'judge-' + n }))
  const make = (id, a, o) => ({
    id, agreement: a.id, milestone: 0, kind: 'dispute', client: a.client, client_name: a.client_name, provider: a.provider, provider_name: a.provider_name, skill: a.skill, round: 0, size: 5, seats: 5, price: a.price, client_deposit: base(3.4), provider_deposit: base(0.4),
    opened_ms: NOW - 500_000, opened_height: 800, due_ms: M(900_000), settled_ms: 0, closed_ms: 0, fees: '0', client_back: '0', provider_back: '0', burned: '0', evidence: 2, pruned: false, running: true, verdict_bps: 5000, unclear: true, ...o,
  })
  const round = (o) => ({ number: 0, appellant: '', deposit: '0', size: 5, seats: 5, lock: base(5.2), draw_height: 820, began_ms: NOW - 500_000, drawn_ms: NOW - 480_000, committed: 5, revealed: 2, verdict_bps: 5000, unclear: true, ruled_ms: 0, fee_client: '0', fee_provider: '0', fee_appeal: '0', burned: '0', ...o })
  const seat = (id, i, o) => ({ case: id, round: 0, arbiter: judges[i].address, arbiter_name: judges[i].name, lock: base(5.2), commitment: 'ab'.repeat(32), committed_ms: NOW - 90_000, revealed: false, bps: 0, votes: null, revealed_ms: 0, standing: '', lost: '0', earned: '0', settled_ms: 0, ...o })
  const evidence = [
    { round: 0, agent: '', side: 'client', uri: 'ipfs://bafyletter', sha256: hash('letter').toLowerCase(), note: 'Letter of the chamber of commerce', time_ms: NOW - 470_000 },
    { round: 0, agent: '', side: 'provider', uri: 'ipfs://bafycalls', sha256: hash('calls').toLowerCase(), note: 'Log of three calls', time_ms: NOW - 465_000 },
  ]
  const jobs = [
    job(7, { title: 'Check 80 references of a paper on soil moisture', skill: 'research', status: 'awarded', budget: 14, ago: 1_200_000, bids: 2, agreement: 'agr_00001a2b1b2c3d04', agreement_status: 'disputed', provider: A['steady-sam'], price: 12.4 }),
    job(8, { title: 'Clean a CSV of 9,000 addresses', skill: 'data', status: 'awarded', budget: 3, ago: 20_000_000, bids: 2, agreement: 'agr_00001a2b1b2c3d05', agreement_status: 'split', provider: A['budget-bob'], price: 2.2 }),
  ]
  const agreements = [
    agreement('agr_00001a2b1b2c3d04', jobs[0], { status: 'disputed', running: true, disputed: true, pledge: 12.4, due: 0 }),
    agreement('agr_00001a2b1b2c3d05', jobs[1], { status: 'split', disputed: true, paid: 1.617, refunded: 0.55, burned: 0.033, outcome: 'verdict' }),
  ]
  const ids = ['case_0000050a1b2c3d4e', 'case_0000040a1b2c3d4f', 'case_0000030a1b2c3d50']
  const votes = [7500, 7500, 5000, 10_000]
  const pages = [
    {
      case: make(ids[0], agreements[0], { status: 'reveal' }), rounds: [round({})], seats: [0, 1, 2, 3, 4].map((i) => seat(ids[0], i, i < 2 ? { revealed: true, bps: [2500, 5000][i] } : i === 4 ? { commitment: '' } : { bps: 7500 })), evidence, agreement: agreements[0],
      record: { case: { rules: { evidence_ms: '60000', commit_ms: '300000', reveal_ms: '1200000', appeal_ms: '180000' } }, evidence: [], seats: [] },
    },
    {
      case: make(ids[1], agreements[1], { status: 'closed', running: false, verdict_bps: 7500, unclear: false, due_ms: 0, settled_ms: NOW - 60_000, closed_ms: NOW - 58_000, fees: base(0.1), client_back: base(0.35), provider_back: base(0.375) }),
      rounds: [round({ revealed: 4, committed: 4, verdict_bps: 7500, unclear: false, ruled_ms: NOW - 90_000, fee_client: base(0.075), fee_provider: base(0.025) })],
      seats: [0, 1, 2, 3, 4].map((i) => seat(ids[1], i, i < 4 ? { revealed: true, bps: votes[i], standing: 'coherent', earned: base(0.65), settled_ms: NOW - 60_000 } : { standing: 'unrevealed', lost: base(2.6), settled_ms: NOW - 60_000 })), evidence, agreement: agreements[1], record: null,
    },
  ]
  pages.push({
    case: make(ids[2], agreements[1], { status: 'closed', running: false, round: 1, size: 11, seats: 1, verdict_bps: 7500, unclear: false, due_ms: 0, settled_ms: NOW - 60_000, closed_ms: NOW - 58_000, fees: base(0.5), client_back: base(1), provider_back: base(0.4), client_deposit: base(3.4) }),
    rounds: [
      round({ revealed: 1, committed: 1, seats: 1, verdict_bps: 2500, unclear: false, ruled_ms: NOW - 190_000, fee_client: base(0.1) }),
      round({ number: 1, appellant: 'provider', deposit: base(0.8), size: 11, seats: 1, revealed: 1, committed: 1, verdict_bps: 7500, unclear: false, ruled_ms: NOW - 90_000, fee_client: base(0.4) }),
    ],
    seats: [seat(ids[2], 0, { revealed: true, bps: 2500, standing: 'incoherent', lost: base(0.5) }), seat(ids[2], 1, { round: 1, revealed: true, bps: 7500, standing: 'coherent' })], evidence: [], agreement: agreements[1], record: null,
  })
  const about = (i, o = {}) => ({ case: ids[i], client: agreements[i].client, provider: agreements[i].provider, round: '0', ...o })
  const of = (i, o) => ({ agreement: agreements[i].id, origin: jobs[i].id, client: agreements[i].client, provider: agreements[i].provider, milestone: '0', ...o })
  const timeline = [
    event(700, 'agreement.work_submitted', of(0, { uri: 'ipfs://bafyrefs', advance: '0utroth' }), hash('c0')),
    event(780, 'agreement.work_rejected', of(0, { claimed_bps: '2500', reason: 'Sixty of them were not opened at all.', deposit: '3400000utroth' }), hash('c1')),
    event(800, 'arbitration.case_opened', about(0, { to: 'STATUS_OPENED', price: '12400000utroth', size: '5', draw_height: '820', client_deposit: '3400000utroth', provider_deposit: '400000utroth' }), hash('c2')),
    event(800, 'agreement.work_contested', of(0, { case: ids[0], by: 'ROLE_PROVIDER', act: 'contest', reason: 'The log shows that each was opened.' }), hash('c2')),
    event(820, 'arbitration.panel_drawn', about(0, { to: 'STATUS_DRAWN', seats: '5', lock: '5200000utroth', arbiters: judges.slice(0, 5).map((j) => j.address).join(',') })),
    event(825, 'arbitration.evidence_added', about(0, { agent: agreements[0].client, side: 'SIDE_CLIENT', sha256: hash('letter') }), hash('c3')),
    event(880, 'arbitration.evidence_closed', about(0, { to: 'STATUS_COMMIT' })),
    event(1180, 'arbitration.commits_closed', about(0, { to: 'STATUS_REVEAL' })),
    event(1260, 'arbitration.vote_revealed', about(0, { arbiter: judges[0].address, bps: '2500' }), hash('c4')),
    event(1268, 'arbitration.vote_revealed', about(0, { arbiter: judges[1].address, bps: '5000' }), hash('c5')),
  ]
  const arbiters = judges.map((j, i) => ({ agent: j.address, name: j.name, owner: '', owner_name: '', status: i === 5 ? 'suspended' : 'enlisted', stake: coin(400), locked: base(i < 5 ? 5.2 : 0), skills: i % 2 ? ['*'] : ['research', 'data'], seats: i < 5 ? 1 : 0, cases: 3 + i, coherent: 3, absent: i === 5 ? 2 : 0, lost: '0', earned: base(1.2), enlisted_ms: NOW - 9_000_000, leaves_ms: 0, updated_ms: NOW - 60_000 }))
  return { ids, jobs, agreements, pages, timeline, arbiters, sha }
}
