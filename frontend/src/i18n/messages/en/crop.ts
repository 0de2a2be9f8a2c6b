/** The texts for a chosen picture: its check and the cropper. */
export const texts = {
  label: "Move and zoom your picture",
  hints: {
    usual:
      "Drag to move it, or tap what should be in the middle. Pinch, scroll or use the slider to zoom. The arrow keys, + and − work too.",
    square:
      "Pinch, scroll or use the slider to zoom; then drag to move it, or tap what should be in the middle. The arrow keys, + and − work too.",
    small:
      "Drag to move it, or tap what should be in the middle. The arrow keys work too. It is too small to be enlarged.",
    smallSquare: "This picture is small and square: all of it is shown.",
  },
  zoom: "Zoom",
  shown: (zoom: string, left: string, top: string) =>
    `Zoom ${zoom}; the visible part is ${left} from the left and ${top} from the top`,

  check: {
    tooLarge: (limit: string, size: string) =>
      `The picture must be smaller than ${limit}; yours is ${size}`,
    empty: "This file is empty. Choose another one",
    unreadable:
      "This cannot be read: it may be a folder, or a file that has changed. Choose a picture",
    wrongType: (formats: string) => `Choose a ${formats} picture`,
    heic: "This is a HEIC photo, which most browsers cannot show. On an iPhone, set Settings → Camera → Formats to “Most Compatible”, or send yourself the photo by mail, which turns it into a JPEG",
  },
};
