// Renders pictures with sharp, one request a line; see worker.go for the protocol. The argument is the folder that sharp
// is installed in.
const fs = require('fs')
const path = require('path')
const readline = require('readline')
const sharp = require(require.resolve('sharp', { paths: [process.argv[2]] }))

sharp.concurrency(1)
sharp.cache(false)

function parse(size) {
  const [name, width, height, crop, quality] = size.split(':')
  return { name, width: +width, height: +height, crop: crop === '1', quality: +quality }
}

function shape({ width, height, crop }) {
  if (crop) return { width, height, fit: 'cover', position: 'centre' }
  return { width, height: height || undefined, fit: 'inside', withoutEnlargement: true }
}

const encoders = {
  jpg: (picture, quality) => picture.jpeg({ quality }),
  webp: (picture, quality) => picture.webp({ quality })
}

// source returns how each rendition gets its picture: decoded anew, or from one decode to width × height.
async function source(mode, file, width, height) {
  if (mode === 'calls') return () => sharp(file).autoOrient()
  const { data, info } = await sharp(file).autoOrient().resize({ width, height, fit: 'fill' }).raw().toBuffer({ resolveWithObject: true })
  return () => sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
}

async function answer(line) {
  const [how, file, folder, whole, sizes] = line.split('\t')
  const [mode, format = 'jpg'] = how.split('-')
  const [width, height] = whole.split('x').map(Number)
  const processor = process.cpuUsage()
  const wall = process.hrtime.bigint()
  const picture = await source(mode, file, width, height)
  let bytes = 0
  for (const size of sizes.split(',').map(parse)) {
    const out = await encoders[format](picture().resize(shape(size)), size.quality).toBuffer()
    if (folder) fs.writeFileSync(path.join(folder, size.name + '.' + format), out)
    bytes += out.length
  }
  const used = process.cpuUsage(processor)
  const took = (process.hrtime.bigint() - wall) / 1000n
  return ['ok', used.user + used.system, took, bytes].join('\t')
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const reply = await answer(line).catch(err => 'error\t' + String(err.message).replace(/\s+/g, ' '))
    process.stdout.write(reply + '\n')
  }
}

main()
