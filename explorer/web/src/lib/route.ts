// Addresses of the page: all behind the hash, so that the page works wherever its files are served.
//   #/jobs?status=open&skill=ocr    #/jobs/job_0000002a1b2c3d4e    #/agents/troth1…

/** Route is a place in the page: the parts of the path and the query. */
export interface Route {
  /** path without the hash, "/jobs/job_1". */
  path: string
  parts: string[]
  query: Record<string, string>
}

/** parse reads the hash of an address. */
export function parse(hash: string): Route {
  const raw = hash.replace(/^#/, '')
  const at = raw.indexOf('?')
  const path = at < 0 ? raw : raw.slice(0, at)
  const query: Record<string, string> = {}
  if (at >= 0) for (const [k, v] of new URLSearchParams(raw.slice(at + 1))) query[k] = v
  const parts = path.split('/').filter(Boolean).map(safeDecode)
  return { path: '/' + parts.join('/'), parts, query }
}

function safeDecode(s: string): string {
  try {
    return decodeURIComponent(s)
  } catch {
    return s
  }
}

/** link makes an address; empty values leave the query. */
export function link(path: string, query: Record<string, string | number | boolean | undefined> = {}): string {
  const q = new URLSearchParams()
  for (const k of Object.keys(query).sort()) {
    const v = query[k]
    if (v !== undefined && v !== '' && v !== false) q.set(k, String(v))
  }
  const s = q.toString()
  return '#' + path + (s ? '?' + s : '')
}

/** to is the address of what an id, an address, a hash or a height names; undefined when it names nothing by itself. */
export function to(id: string): string | undefined {
  const kinds: Record<string, string> = {
    job_: 'jobs', agr_: 'agreements', ofr_: 'negotiations', svc_: 'services', case_: 'disputes',
  }
  for (const prefix of Object.keys(kinds)) if (id.startsWith(prefix)) return `#/${kinds[prefix]}/${id}`
  if (/^troth1[0-9a-z]{50,}$/.test(id)) return `#/agents/${id}`
  if (/^troth1[0-9a-z]{30,}$/.test(id)) return `#/accounts/${id}`
  if (/^trothval(oper|cons)1/.test(id)) return '#/validators'
  if (/^[0-9A-Fa-f]{64}$/.test(id)) return `#/tx/${id.toUpperCase()}`
  if (/^\d{1,12}$/.test(id)) return `#/blocks/${id}`
  return undefined
}
