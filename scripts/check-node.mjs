// Plain JavaScript of the oldest kind, so that an old Node can run it and say that it is too old.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    'ProntoNER needs Node 20.19 or newer; this is Node ' +
      process.versions.node +
      '. See https://nodejs.org/',
  );
  process.exit(1);
}
