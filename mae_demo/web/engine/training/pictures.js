// A data set as train/live_pictures.py writes it: gzipped, a line of JSON, a byte a label, a byte a pixel.
import { refusal } from "../refusal.js";

/**
 * @param {Uint8Array} bytes of the file, still gzipped
 * @returns {Promise<Pictures>}
 * @typedef {{count: number, height: number, width: number, channels: number, labels: ?Uint8Array,
 *   values: Float32Array}} Pictures values: (count, C, H, W) from 0 to 1; labels: null where nothing is known of them
 */
export async function unpacked(bytes) {
  if (typeof DecompressionStream === "undefined") throw refusal("unsupported");
  const opened = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const plain = await new Response(opened).arrayBuffer().then((buffer) => new Uint8Array(buffer), () => null);
  if (!plain) throw refusal("damaged", { name: "pictures" });
  const end = plain.indexOf(10), head = new TextDecoder().decode(plain.subarray(0, end));
  const { count, height, width, white } = JSON.parse(head);
  const labels = plain.slice(end + 1, end + 1 + count), values = Float32Array.from(plain.subarray(end + 1 + count));
  if (values.length !== count * height * width) throw refusal("damaged", { name: "pictures" });
  for (let i = 0; i < values.length; i++) values[i] /= white;
  return { count, height, width, channels: 1, labels, values };
}
