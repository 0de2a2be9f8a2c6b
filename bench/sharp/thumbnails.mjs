// Makes thumbnails with sharp on one thread: as its documentation shows, and tuned as Foyer's are.
// Arguments: the way, a JSON array of sizes, the files. Prints pictures per second of processor time.
import sharp from "sharp";

const [way, sizesText, ...files] = process.argv.slice(2);
const sizes = JSON.parse(sizesText);
const largest = sizes[0];

sharp.concurrency(1);
sharp.cache(false);

// Each size from the file, with sharp's own settings.
async function documented(file) {
  for (const size of sizes) {
    await sharp(file).autoOrient().resize(size, size).webp({ quality: 82 }).toBuffer();
  }
}

// The file is decoded once, each size is made from the one before, and WebP takes little time.
async function tuned(file) {
  let pixels = await raw(sharp(file, { sequentialRead: true }).autoOrient(), largest);
  let before = largest;
  for (const size of sizes) {
    if (size !== before) {
      pixels = await raw(opened(pixels, before), size);
      before = size;
    }
    await opened(pixels, size).webp({ quality: 82, effort: 1 }).toBuffer();
  }
}

const raw = (image, size) => image.resize(size, size).removeAlpha().raw().toBuffer();
const opened = (pixels, side) =>
  sharp(pixels, { raw: { width: side, height: side, channels: 3 } });

const ways = { documented, tuned };
await ways[way](files[0]);
const before = process.cpuUsage();
for (const file of files) {
  await ways[way](file);
}
const { user, system } = process.cpuUsage(before);
console.log(files.length / ((user + system) / 1e6));
