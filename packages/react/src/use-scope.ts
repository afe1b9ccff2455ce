import { type Context, createContext, useContext } from 'react'
import { defaultScope, type Scope } from './scope.ts'

export const ScopeContext: Context<Scope | undefined> = createContext<Scope | undefined>(undefined)

/** The scope of the nearest provider. */
export const useScope = (): Scope => useContext(ScopeContext) ?? defaultScope()
