// uPlot with the page's colours, loaded when the first chart is shown.
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

/** Line is one row of values; the colour is a custom property such as "--paid". */
export interface Line {
  label: string
  color: string
  values: (number | null)[]
  bars?: boolean
  fill?: boolean
  dash?: boolean
  step?: boolean
}

/** Drawn is a chart on the page. */
export interface Drawn {
  resize(width: number): void
  destroy(): void
}

const pad = (n: number) => String(n).padStart(2, '0')

/** draw makes a chart in a place. Times are milliseconds. */
export function draw(place: HTMLElement, times: number[], lines: Line[], format: (v: number) => string, height: number, width: number, max?: number): Drawn {
  const style = getComputedStyle(place)
  const color = (name: string) => style.getPropertyValue(name).trim()
  const font = `11px ${color('--sans') || 'sans-serif'}`
  const long = times.length > 1 && times[times.length - 1]! - times[0]! > 36 * 3600_000
  const short = times.length > 1 && times[times.length - 1]! - times[0]! < 600_000
  const at = (s: number) => {
    const d = new Date(s * 1000)
    if (long) return `${pad(d.getMonth() + 1)}-${pad(d.getDate())}`
    return `${pad(d.getHours())}:${pad(d.getMinutes())}${short ? ':' + pad(d.getSeconds()) : ''}`
  }
  const axis = { stroke: color('--ink-3'), font, ticks: { show: false }, grid: { stroke: color('--line'), width: 1 } }
  const bars = uPlot.paths.bars!({ size: [0.72, 26, 2], radius: 0.18 })
  const stepped = uPlot.paths.stepped!({ align: 1 })
  const gap = times.length > 1 ? Math.min(...times.slice(1).map((t, i) => t - times[i]!)) / 2000 : 1800
  const opts: uPlot.Options = {
    width,
    height,
    padding: [8, 20, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: { time: true, ...(lines.some((l) => l.bars) ? { range: (_u: uPlot, lo: number, hi: number): uPlot.Range.MinMax => [lo - gap, hi + gap] } : {}) },
      y: { range: (_u, _lo, hi) => [0, max ?? (hi > 0 ? hi * 1.08 : 1)] },
    },
    axes: [
      { ...axis, grid: { show: false }, space: 64, size: 26, values: (_u, splits) => splits.map(at) },
      { ...axis, space: 34, size: (_u, values) => 14 + 6.2 * Math.max(2, ...(values ?? []).map((v) => v.length)), values: (_u, splits) => splits.map(format) },
    ],
    series: [
      {},
      ...lines.map(
        (l): uPlot.Series => ({
          label: l.label,
          stroke: color(l.color),
          width: l.bars ? 0 : 2,
          ...(l.dash ? { dash: [5, 4] } : {}),
          ...(l.bars ? { fill: color(l.color), paths: bars } : l.step ? { paths: stepped } : {}),
          ...(l.fill && !l.bars ? { fill: `color-mix(in srgb, ${color(l.color)} 14%, transparent)` } : {}),
          points: { show: !l.bars && times.length < 3 },
        }),
      ),
    ],
    hooks: { setCursor: [tip(place, lines, format)] },
  }
  const data = [times.map((t) => t / 1000), ...lines.map((l) => l.values)] as uPlot.AlignedData
  const u = new uPlot(opts, data, place)
  return {
    resize: (w) => u.setSize({ width: w, height }),
    destroy: () => u.destroy(),
  }
}

// A small box that follows the pointer and says the values there.
function tip(place: HTMLElement, lines: Line[], format: (v: number) => string) {
  let box: HTMLDivElement | undefined
  return (u: uPlot) => {
    box ??= place.querySelector<HTMLDivElement>('.tip') ?? undefined
    if (!box) {
      box = document.createElement('div')
      box.className = 'tip'
      u.over.appendChild(box)
    }
    const i = u.cursor.idx
    const left = u.cursor.left ?? -1
    if (i === null || i === undefined || left < 0) {
      box.hidden = true
      return
    }
    const d = new Date(u.data[0][i]! * 1000)
    box.hidden = false
    box.replaceChildren(
      Object.assign(document.createElement('strong'), { textContent: `${pad(d.getMonth() + 1)}-${pad(d.getDate())} ${pad(d.getHours())}:${pad(d.getMinutes())}` }),
      ...lines.map((l, k) => Object.assign(document.createElement('span'), { textContent: `${l.label} ${u.data[k + 1]![i] == null ? '–' : format(u.data[k + 1]![i]!)}` })),
    )
    const right = left > u.over.clientWidth / 2
    box.style.left = right ? 'auto' : `${left + 10}px`
    box.style.right = right ? `${u.over.clientWidth - left + 10}px` : 'auto'
  }
}
