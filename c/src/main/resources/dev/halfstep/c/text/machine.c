/* Where int has 16 bits, constants would be copied to the little memory that there is, unless they are told to stay. */
#if defined(__AVR__)
#include <avr/pgmspace.h>
#define NET_FLASH PROGMEM
#define NET_I8(address) ((int8_t)pgm_read_byte(address))
#define NET_U8(address) ((uint8_t)pgm_read_byte(address))
#define NET_I16(address) ((int16_t)pgm_read_word(address))
#define NET_I32(address) ((int32_t)pgm_read_dword(address))
#define NET_I64(address) \
    ((int64_t)((uint64_t)pgm_read_dword((const char *)(address) + 4) << 32 | (uint64_t)pgm_read_dword(address)))
#define NET_F64(address) ((double)pgm_read_float((const float *)(const void *)(address)))
/* The upper half of a number, without the loop that a shift would be. */
__attribute__((unused)) static inline int32_t net_upper_word(int64_t x)
{
    union {
        int64_t whole;
        int32_t halves[2];
    } parts;
    parts.whole = x;
    return parts.halves[1];
}
#define NET_UPPER(x) net_upper_word(x)
#else
#define NET_FLASH
#define NET_I8(address) (*(address))
#define NET_U8(address) (*(address))
#define NET_I16(address) (*(address))
#define NET_I32(address) (*(address))
#define NET_I64(address) (*(address))
#define NET_F64(address) (*(address))
#define NET_UPPER(x) ((int32_t)((x) >> 32))
/* There are registers enough to compute four outputs of a layer at once. */
#define NET_FOUR_ROWS
#endif

#if defined(__GNUC__)
#define NET_INLINE static inline __attribute__((always_inline))
#define NET_APART __attribute__((noinline))
#else
#define NET_INLINE static inline
#define NET_APART
#endif

/* Numbers, held between the ends of a type. */
#if defined(__ARM_FEATURE_SAT) && defined(__GNUC__)
#include <arm_acle.h>
#define NET_TO_INT8(x) __ssat(x, 8)
#define NET_TO_INT16(x) __ssat(x, 16)
#else
#define NET_TO_INT8(x) ((x) < -128 ? -128 : (x) > 127 ? 127 : (x))
#define NET_TO_INT16(x) ((x) < -32767 - 1 ? -32767 - 1 : (x) > 32767 ? 32767 : (x))
#endif
#define NET_TO_UINT8(x) ((x) < 0 ? 0 : (x) > 255 ? 255 : (x))

/* The product of two codes of 8 bits. */
#if defined(__AVR_HAVE_MUL__)
__attribute__((unused)) static inline int16_t net_product(int8_t a, int8_t b)
{
    int16_t product;
    __asm__("muls %1, %2\n\tmovw %0, r0\n\tclr r1" : "=r"(product) : "d"(a), "d"(b) : "r0");
    return product;
}
#define NET_PRODUCT(a, b) net_product(a, b)
#else
#define NET_PRODUCT(a, b) ((a) * (b))
#endif

/* Shifts of numbers below 0 have to keep the sign, as all compilers for these machines have them. */
typedef char net_shifts_keep_the_sign[(-1 >> 1) == -1 ? 1 : -1];
