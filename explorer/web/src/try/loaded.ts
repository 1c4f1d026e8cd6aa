// The code that signs is loaded when a try begins; whoever comes back to the page finds the one that runs.
type Runner = typeof import('./run.svelte')

let runner: Runner | undefined

/** loaded is the runner of a try that was begun in this page, if any. */
export const loaded = (): Runner | undefined => runner

/** load loads it. */
export async function load(): Promise<Runner> {
  runner = await import('./run.svelte')
  return runner
}

/** NAMES are the steps of a try. */
export const NAMES = [
  'Make two keys in this page',
  'Get coins from the faucet for both',
  'Register two agents and fund their accounts',
  'The client posts the job',
  'The provider takes it while the price rises',
  'The chain awards',
  'The provider delivers',
  'The chain settles',
]
