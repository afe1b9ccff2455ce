/** Prints rows under their names, each column as wide as what is in it: texts to the left, figures to the right. */
export function printTable(rows) {
  const names = Object.keys(rows[0])
  const cells = [names, ...rows.map(row => names.map(name => String(row[name] ?? '')))]
  const widths = names.map((_, column) => Math.max(...cells.map(row => row[column].length)))
  for (const row of cells) {
    const padded = row.map((cell, column) =>
      column === 0 || column === row.length - 1 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
    )
    console.log(`  ${padded.join('  ').trimEnd()}`)
  }
}

/** What stands beside a figure that has a goal; a goal that is missed fails the script. */
export function verdict(met, goal) {
  if (!met) process.exitCode = 1
  return `goal ${goal}${met ? '' : ', missed'}`
}
