#if defined(__ARM_FEATURE_DSP) && defined(__GNUC__) && !defined(NET_NO_DSP)
#define NET_DSP
#include <arm_acle.h>
/* The next four codes; the first and third, and the second and fourth of them, as pairs of 16 bits. */
#define NET_NEXT(four, codes) __asm__ volatile("ldr %0, [%1], #4" : "=r"(four), "+r"(codes) : : "memory")
#define NET_EVEN(pair, four) __asm__("sxtb16 %0, %1" : "=r"(pair) : "r"(four))
#define NET_ODD(pair, four) __asm__("sxtb16 %0, %1, ror #8" : "=r"(pair) : "r"(four))

/* Adds the products of four weights and four inputs. */
NET_INLINE int32_t net_step(int32_t sum, int32_t four, int32_t even, int32_t odd)
{
    int32_t pair;
    NET_EVEN(pair, four);
    sum = __smlad(pair, even, sum);
    NET_ODD(pair, four);
    return __smlad(pair, odd, sum);
}
#endif
