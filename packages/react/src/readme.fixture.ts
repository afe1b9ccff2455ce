import type { ComponentType } from 'react'

// What the README shows is loaded in its place, where a test asks for it.
export const nothing: ComponentType = () => null
