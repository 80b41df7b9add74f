const { is } = Object

/** Settings that a library keeps where no property shows them: how to read them all, and how to put them back. */
interface Hidden {
  read(): unknown[]
  write(values: unknown[]): void
}

interface Moment {
  locale(name?: string): string
}

interface Luxon {
  Settings: Record<string, unknown>
}

const LUXON =
  'now defaultZone defaultLocale defaultNumberingSystem defaultOutputCalendar defaultWeekSettings twoDigitCutoffYear throwOnInvalid'.split(
    ' ',
  )

/** One line a library. */
const HIDDEN: Record<string, (library: never) => Hidden> = {
  moment: (moment: Moment) => ({
    read: () => [moment.locale()],
    write: ([name]) => void moment.locale(name as string),
  }),
  luxon: ({ Settings }: Luxon) => ({
    read: () => LUXON.map(name => Settings[name]),
    write: values => {
      for (let i = 0; i < LUXON.length; i++) Settings[LUXON[i] as string] = values[i]
    },
  }),
}

/** Looks after settings such as `moment.locale('de')`, so that one Function's do not reach the next. */
export function createLibrarySettings(): { add(name: string, library: unknown): void; restore(): boolean } {
  const watched: { hidden: Hidden; values: unknown[] }[] = []
  return {
    add(name, library) {
      const hidden = Object.hasOwn(HIDDEN, name) ? HIDDEN[name]?.(library as never) : undefined
      if (hidden) watched.push({ hidden, values: hidden.read() })
    },
    /** Puts the settings back; true when there was nothing to do. */
    restore() {
      let whole = true
      for (let i = 0; i < watched.length; i++) {
        const { hidden, values } = watched[i] as (typeof watched)[number]
        const now = hidden.read()
        let changed = false
        for (let j = 0; j < values.length; j++) if (!is(now[j], values[j])) changed = true
        if (!changed) continue
        whole = false
        hidden.write(values)
      }
      return whole
    },
  }
}
