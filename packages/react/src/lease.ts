/** Something that is let go of when nobody has used it for a moment. */
export interface Lease {
  /** Uses it, until what this gives is called. */
  take(): () => void
}

/** React takes effects back and runs them again in one go; only what stays away is gone. */
export function createLease(release: () => void): Lease {
  let users = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    take: () => {
      users++
      clearTimeout(timer)
      return () => {
        users--
        if (users === 0) timer = setTimeout(release)
      }
    },
  }
}
