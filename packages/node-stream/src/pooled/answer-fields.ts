/** The fields of an answer's head, as undici has read them: by name in lower case. */
export interface AnswerFields extends Iterable<[name: string, value: string]> {
  get(name: string): string | null
}

/** Fields as they are, asked for as `Headers` are. */
export function createAnswerFields(fields: Readonly<Record<string, string | string[] | undefined>>): AnswerFields {
  return {
    get: name => {
      const value = fields[name.toLowerCase()]
      return Array.isArray(value) ? value.join(', ') : (value ?? null)
    },
    *[Symbol.iterator]() {
      for (const [name, value] of Object.entries(fields)) {
        for (const one of Array.isArray(value) ? value : [value ?? '']) yield [name, one]
      }
    },
  }
}
