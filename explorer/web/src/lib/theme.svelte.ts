// Light, dark, or as the system says. The choice is kept in this browser; the attribute on the root does the rest.

export type Theme = 'system' | 'light' | 'dark'

const KEY = 'troth-theme'

function stored(): Theme {
  try {
    const v = localStorage.getItem(KEY)
    return v === 'light' || v === 'dark' ? v : 'system'
  } catch {
    return 'system'
  }
}

let choice = $state<Theme>(stored())
let system = $state(matchMedia('(prefers-color-scheme: dark)').matches)

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (e) => {
  system = e.matches
  apply()
})

function apply(): void {
  const root = document.documentElement
  if (choice === 'system') delete root.dataset.theme
  else root.dataset.theme = choice
}

apply()

/** theme is what is chosen and what is shown. */
export const theme = {
  get choice() {
    return choice
  },
  get dark() {
    return choice === 'system' ? system : choice === 'dark'
  },
  /** toggle shows the other one; choosing what the system says anyway goes back to the system. */
  toggle() {
    const next: Theme = this.dark ? 'light' : 'dark'
    choice = (next === 'dark') === system ? 'system' : next
    try {
      if (choice === 'system') localStorage.removeItem(KEY)
      else localStorage.setItem(KEY, choice)
    } catch {
      // A browser that stores nothing forgets the choice with the page.
    }
    apply()
  },
}
