/* How weights in blocks of 8 and 4 bits lie in memory: see PackedBlocks. */
enum {
    BLOCK = 32,         /* inputs of a block */
    GROUP = 2 * LANES,  /* outputs of a group */
    SCALES = 2 * GROUP, /* bytes of a block's scales */
    Q8_BYTES = SCALES + GROUP * BLOCK,
    Q4_BYTES = SCALES + GROUP * BLOCK / 2,
};
