import { execFile } from 'node:child_process'
import { chmod, link, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { fileOutput } from './file-output.ts'
import { createFolder } from './folder.fixture.ts'

async function* chunksOf(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text)
}

const replace = { force: true }
const keep = { force: false }

/** All that becomes of a file: open, write, place, close. */
async function write(
  path: string,
  options: { readonly force: boolean },
  chunks: AsyncIterable<Uint8Array>,
  header?: () => Promise<Uint8Array | undefined>,
): Promise<void> {
  const output = await fileOutput(path, options)
  try {
    await output.write(chunks, header)
    await output.place()
  } finally {
    await output.close()
  }
}

describe('a file', () => {
  it('has all chunks in order, and nothing stands beside it', async () => {
    const folder = createFolder()
    await write(join(folder, 'a.mp3'), keep, chunksOf('one ', 'two ', 'three'))
    expect(await readFile(join(folder, 'a.mp3'), 'utf8')).toBe('one two three')
    expect(await readdir(folder)).toEqual(['a.mp3'])
  })

  it('appears when it is whole', async () => {
    const folder = createFolder()
    const seen: string[][] = []
    async function* chunks() {
      yield Buffer.from('first')
      seen.push(await readdir(folder))
      yield Buffer.from('last')
      seen.push(await readdir(folder))
    }
    await write(join(folder, 'a.mp3'), keep, chunks())
    expect(seen).toHaveLength(2)
    for (const names of seen) expect(names).toEqual([expect.stringMatching(/^\.outloud-[0-9a-f]{16}\.part$/)])
  })

  it.each([keep, replace])('leaves nothing behind when the source fails, with %j', async options => {
    const folder = createFolder()
    async function* chunks() {
      yield Buffer.from('first')
      throw new RangeError('broke')
    }
    await expect(write(join(folder, 'a.mp3'), options, chunks())).rejects.toThrow(new RangeError('broke'))
    expect(await readdir(folder)).toEqual([])
  })

  it('begins with what is known at its end only', async () => {
    const folder = createFolder()
    let given = ''
    async function* chunks() {
      for (const text of ['???? and ', 'the rest']) {
        given += text
        yield Buffer.from(text)
      }
    }
    await write(join(folder, 'a.mp3'), keep, chunks(), async () => Buffer.from(`${given.length}.00`.slice(0, 4)))
    expect(await readFile(join(folder, 'a.mp3'), 'utf8')).toBe('17.0 and the rest')
  })

  it('is not replaced', async () => {
    const path = join(createFolder(), 'a.mp3')
    await writeFile(path, 'old')
    await expect(fileOutput(path, keep)).rejects.toThrow(`${path} exists: choose another name`)
  })

  it('is not replaced when it came into being meanwhile', async () => {
    const folder = createFolder()
    const path = join(folder, 'a.mp3')
    async function* chunks() {
      yield Buffer.from('new')
      await writeFile(path, 'theirs')
    }
    await expect(write(path, keep, chunks())).rejects.toThrow(`${path} exists`)
    expect(await readFile(path, 'utf8')).toBe('theirs')
    expect(await readdir(folder)).toEqual(['a.mp3'])
  })

  it('is replaced with force, and stays as it was when that fails', async () => {
    const path = join(createFolder(), 'a.mp3')
    await writeFile(path, 'old')
    async function* broken() {
      yield Buffer.from('new')
      throw new Error('broke')
    }
    await expect(write(path, replace, broken())).rejects.toThrow('broke')
    expect(await readFile(path, 'utf8')).toBe('old')
    await write(path, replace, chunksOf('new'))
    expect(await readFile(path, 'utf8')).toBe('new')
  })

  it('stays closed to whom it was closed', async () => {
    const path = join(createFolder(), 'a.mp3')
    await writeFile(path, 'old')
    await chmod(path, 0o600)
    await write(path, replace, chunksOf('new'))
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  it('is replaced where a link points to, and the link stays', async () => {
    const folder = createFolder()
    await mkdir(join(folder, 'real'))
    await writeFile(join(folder, 'real', 'a.mp3'), 'old')
    await symlink(join('real', 'a.mp3'), join(folder, 'link.mp3'))
    await write(join(folder, 'link.mp3'), replace, chunksOf('new'))
    expect(await readFile(join(folder, 'real', 'a.mp3'), 'utf8')).toBe('new')
    expect(
      (await readdir(folder, { withFileTypes: true })).find(({ name }) => name === 'link.mp3')?.isSymbolicLink(),
    ).toBe(true)
  })

  it('is made where links point to nothing yet, and the links stay', async () => {
    for (const options of [{ force: false }, replace]) {
      const folder = createFolder()
      await symlink('second.mp3', join(folder, 'first.mp3'))
      await symlink('new.mp3', join(folder, 'second.mp3'))
      await write(join(folder, 'first.mp3'), options, chunksOf('new'))
      expect(await readFile(join(folder, 'new.mp3'), 'utf8')).toBe('new')
      const links = (await readdir(folder, { withFileTypes: true })).filter(entry => entry.isSymbolicLink())
      expect(links.map(({ name }) => name)).toEqual(['first.mp3', 'second.mp3'])
    }
  })

  it('clears away what a killed run left', async () => {
    const folder = createFolder()
    const path = join(folder, 'a.mp3')
    let left = ''
    async function* killed() {
      yield Buffer.from('half')
      left = (await readdir(folder))[0] ?? ''
      throw new Error('stop')
    }
    await expect(write(path, keep, killed())).rejects.toThrow('stop')
    await writeFile(join(folder, left), 'half')
    await write(path, keep, chunksOf('whole'))
    expect(await readdir(folder)).toEqual(['a.mp3'])
    expect(await readFile(path, 'utf8')).toBe('whole')
  })

  it('clears away what a run left that was killed while it gave the file its name', async () => {
    const folder = createFolder()
    const path = join(folder, 'a.mp3')
    const killed = await fileOutput(path, keep)
    const [left = ''] = await readdir(folder)
    await killed.write(chunksOf('whole'))
    await link(join(folder, left), path)
    await expect(write(path, keep, chunksOf('again'))).rejects.toThrow(`${path} exists`)
    expect(await readdir(folder)).toEqual(['a.mp3'])
    expect(await readFile(path, 'utf8')).toBe('whole')
    await killed.close()
  })

  it('is not there before it is placed, and never when it is closed before', async () => {
    const folder = createFolder()
    const output = await fileOutput(join(folder, 'a.mp3'), keep)
    await output.write(chunksOf('whole'))
    expect(await readdir(folder)).toEqual([expect.stringMatching(/\.part$/)])
    await output.close()
    expect(await readdir(folder)).toEqual([])
  })

  it('is that of the later of two runs; the earlier one fails', async () => {
    const folder = createFolder()
    const path = join(folder, 'a.mp3')
    async function* overtaken() {
      yield Buffer.from('earlier')
      await write(path, replace, overtaking())
    }
    async function* overtaking() {
      yield Buffer.from('later')
    }
    await expect(write(path, replace, overtaken())).rejects.toThrow(`another command began to write ${path} meanwhile`)
    expect(await readFile(path, 'utf8')).toBe('later')
    expect(await readdir(folder)).toEqual(['a.mp3'])
  })

  it('is written to as it is when it is no plain file', async () => {
    const path = join(createFolder(), 'pipe')
    await promisify(execFile)('mkfifo', [path])
    const [heard] = await Promise.all([
      readFile(path, 'utf8'),
      write(path, keep, chunksOf('one ', 'two'), async () => Buffer.from('dropped')),
    ])
    expect(heard).toBe('one two')
    expect((await stat(path)).isFIFO()).toBe(true)
  })

  it('cannot be a folder, nor stand in one that is not there', async () => {
    const folder = createFolder()
    await expect(fileOutput(folder, replace)).rejects.toThrow(`cannot write ${folder}: it is a folder`)
    const path = join(folder, 'none', 'a.mp3')
    let asked = false
    async function* chunks() {
      asked = true
      yield Buffer.from('x')
    }
    await expect(write(path, keep, chunks())).rejects.toThrow(`cannot write ${path}: no such file or folder`)
    expect(asked).toBe(false)
  })

  it('fails when the disk does', async () => {
    await expect(write('/dev/full', keep, chunksOf('x'))).rejects.toThrow('cannot write /dev/full: the disk is full')
  })
})
