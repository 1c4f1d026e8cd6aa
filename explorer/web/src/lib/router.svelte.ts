import { parse } from './route'

let current = $state.raw(parse(location.hash))

addEventListener('hashchange', () => {
  current = parse(location.hash)
})

/** router is where the page is now. */
export const router = {
  get route() {
    return current
  },
}

/** go moves to an address; with replace the last one is forgotten, as for filters that change. */
export function go(hash: string, replace = false): void {
  if (hash === location.hash) return
  if (replace) {
    history.replaceState(null, '', hash)
    current = parse(hash)
  } else location.hash = hash
}
