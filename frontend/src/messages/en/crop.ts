/** The texts of the cropper. */
export const texts = {
  label: "Move and zoom your picture",
  hint: "Drag to move it, or tap what should be in the middle. Pinch, scroll or use the slider to zoom. The arrow keys, + and − work, too.",
  zoom: "Zoom",
};
