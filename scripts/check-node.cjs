// ES5 and CommonJS, so that a Node of any age can read this file and say what is wrong.
// biome-ignore-all lint/style/useTemplate: ES5 has none.
var required = require('../package.json').engines.node.replace('>=', '')

function isOlder(version, than) {
  var parts = version.split('.').map(Number)
  var thanParts = than.split('.').map(Number)
  var differing = [0, 1, 2].filter(index => parts[index] !== thanParts[index])[0]
  return differing !== undefined && parts[differing] < thanParts[differing]
}

var message = 'Outloud needs Node ' + required + ' or newer; this is Node ' + process.versions.node + '.'

if (isOlder(process.versions.node, required)) {
  console.error(message + ' See https://nodejs.org/')
  process.exit(1)
}
