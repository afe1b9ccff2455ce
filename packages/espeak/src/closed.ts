/** Of an engine that was closed, or of what it was doing then. */
export const closedError = (): Error => new Error('The espeak engine is closed')
