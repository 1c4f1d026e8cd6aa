// Something the page asked for: loading, there, refreshed in the background, or stale when it cannot be.
import { ask, type Failure } from './api'
import { chain } from './chain.svelte'
import type { Event, List } from './types'

/** Refresh says when to ask again: after events that match. */
export interface Refresh {
  when?: (e: Event) => boolean
  /** least time between two refreshes, in ms. */
  every?: number
}

/** Resource is what a page shows of one address of the API. */
export interface Resource<T> {
  readonly data: T | undefined
  readonly error: Failure | undefined
  /** loading is true while there is nothing to show yet. */
  readonly loading: boolean
  /** stale is true when what is shown could not be refreshed. */
  readonly stale: boolean
  again(): void
}

/** resource follows url() and, with refresh, the chain. It must be called while a component is made. */
export function resource<T>(url: () => string | undefined, refresh: Refresh = {}): Resource<T> {
  let data = $state.raw<T | undefined>()
  let error = $state.raw<Failure | undefined>()
  let shown = ''
  let control: AbortController | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = 0

  async function load(u: string): Promise<void> {
    control?.abort()
    const mine = (control = new AbortController())
    last = Date.now()
    try {
      const v = await ask<T>(u, mine.signal)
      if (mine.signal.aborted) return
      data = v
      error = undefined
    } catch (e) {
      if (mine.signal.aborted) return
      error = e as Failure
    }
  }

  function soon(): void {
    if (timer || !shown) return
    const pause = Math.max(250, (refresh.every ?? 1000) - (Date.now() - last))
    timer = setTimeout(() => {
      timer = undefined
      void load(shown)
    }, pause)
  }

  $effect(() => {
    const u = url()
    if (u !== shown) {
      data = undefined
      error = undefined
    }
    shown = u ?? ''
    if (u) void load(u)
    return () => control?.abort()
  })

  $effect(() => {
    const off = refresh.when ? chain.on((e) => refresh.when!(e) && soon()) : () => {}
    const offResume = chain.onResume(soon)
    return () => {
      off()
      offResume()
      clearTimeout(timer)
      timer = undefined
    }
  })

  return {
    get data() {
      return data
    },
    get error() {
      return error
    },
    get loading() {
      return data === undefined && error === undefined
    },
    get stale() {
      return data !== undefined && error !== undefined
    },
    again() {
      if (shown) void load(shown)
    },
  }
}

/** Pages is a list that grows by a page when asked for more. */
export interface Pages<T> extends Resource<T[]> {
  readonly more: boolean
  readonly fetching: boolean
  next(): void
}

/** pages follows a list: the first page is refreshed with the chain, later ones are appended without repetition. */
export function pages<T>(url: (cursor: string) => string, key: (v: T) => string, refresh: Refresh = {}): Pages<T> {
  const first = resource<List<T>>(() => url(''), refresh)
  let rest = $state.raw<T[]>([])
  let cursor = $state<string | undefined>()
  let fetching = $state(false)
  let failure = $state.raw<Failure | undefined>()
  let generation = 0

  $effect(() => {
    url('')
    generation++
    rest = []
    cursor = undefined
    failure = undefined
  })

  const all = $derived.by(() => {
    if (!first.data) return undefined
    return merge(first.data.items, rest, key)
  })

  return {
    get data() {
      return all
    },
    get error() {
      return failure ?? first.error
    },
    get loading() {
      return first.loading
    },
    get stale() {
      return first.stale
    },
    again: () => first.again(),
    get more() {
      return (cursor ?? first.data?.next ?? '') !== ''
    },
    get fetching() {
      return fetching
    },
    next() {
      const from = cursor ?? first.data?.next
      if (!from || fetching) return
      const mine = generation
      // What the first page shows now stays when newer items push it down.
      rest = merge(first.data?.items ?? [], rest, key)
      fetching = true
      ask<List<T>>(url(from))
        .then(
          (l) => {
            if (mine !== generation) return
            rest = [...rest, ...l.items]
            cursor = l.next
            failure = undefined
          },
          (e: Failure) => {
            if (mine === generation) failure = e
          },
        )
        .finally(() => (fetching = false))
    },
  }
}

function merge<T>(a: T[], b: T[], key: (v: T) => string): T[] {
  const seen = new Set<string>()
  return [...a, ...b].filter((v) => {
    const k = key(v)
    return seen.has(k) ? false : (seen.add(k), true)
  })
}
