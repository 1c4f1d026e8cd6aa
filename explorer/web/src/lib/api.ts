// One way to ask the explorer's API: same origin, JSON, typed errors, no answer after an abort.
import { learnFrom } from './names.svelte'

/** Failure is an answer that is none: code and message as the API says them, or "offline" when nothing answered. */
export class Failure extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 0,
  ) {
    super(message)
  }
}

export type Query = Record<string, string | number | boolean | undefined>

/** path joins segments and a query; empty values are left out. */
export function path(segments: (string | number)[], query: Query = {}): string {
  const q = new URLSearchParams()
  for (const [k, v] of Object.entries(query)) if (v !== undefined && v !== '' && v !== false) q.set(k, String(v))
  const s = q.toString()
  return '/v1/' + segments.map((p) => encodeURIComponent(p)).join('/') + (s ? '?' + s : '')
}

/** An explorer that says nothing for so long does not answer. */
const PATIENCE = 20_000

/** ask returns the JSON of an address, or throws a Failure. */
export async function ask<T>(url: string, signal?: AbortSignal, body?: unknown): Promise<T> {
  let r: Response
  let text: string
  try {
    const long = AbortSignal.timeout(PATIENCE)
    r = await fetch(url, {
      signal: signal ? AbortSignal.any([signal, long]) : long,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    })
    text = await r.text()
  } catch (e) {
    if (signal?.aborted) throw e
    throw new Failure('offline', 'The explorer does not answer. Your connection or the explorer itself may be down.')
  }
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    throw new Failure('internal', `The explorer answered ${r.status} with something that is no JSON.`, r.status)
  }
  if (r.ok) {
    learnFrom(data)
    return data as T
  }
  const err = (data as { error?: { code?: string; message?: string } }).error
  throw new Failure(err?.code ?? 'internal', err?.message ?? `The explorer answered ${r.status}.`, r.status)
}
