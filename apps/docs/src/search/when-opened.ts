/** Stands in for the search's interface, which is 27 kB, until the reader opens the search. */
export class PagefindUI {
  constructor(options: object) {
    const dialog = document.querySelector('site-search dialog')
    const load = async (): Promise<void> => {
      const { PagefindUI: Interface } = await import('@pagefind/default-ui')
      new Interface(options)
      dialog?.querySelector('input')?.focus()
    }
    if (dialog === null || dialog.hasAttribute('open')) {
      void load()
      return
    }
    const opening = new MutationObserver(() => {
      opening.disconnect()
      void load()
    })
    opening.observe(dialog, { attributeFilter: ['open'] })
  }
}
