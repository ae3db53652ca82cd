/* Counts what a run of a network takes on an emulated processor, and says so. */
#include "NAME.h"

#if defined(__AVR__)
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>

static volatile uint16_t rounds;
ISR(TIMER1_OVF_vect) { rounds++; }

static void prepare(void)
{
    UBRR0L = 103;
    UCSR0B = 1 << TXEN0;
    TCCR1B = 1;
    TIMSK1 = 1;
}

static void begin(void)
{
    sei();
    TCNT1 = 0;
    TIFR1 = 1;
    rounds = 0;
}

static uint32_t taken(void)
{
    const uint16_t low = TCNT1;
    const uint16_t high = rounds;
    cli();
    return (uint32_t)high << 16 | low;
}

static void put(char c)
{
    while (!(UCSR0A & (1 << UDRE0))) { }
    UDR0 = (uint8_t)c;
}

static void finish(void) { sleep_mode(); }

#elif defined(__riscv)
#define REGISTER(type, address) (*(volatile type *)(address))
static uint32_t before;

static uint32_t retired(void)
{
    uint32_t count;
    __asm__ volatile(".option push\n.option arch, +zicsr\ncsrr %0, minstret\n.option pop" : "=r"(count));
    return count;
}

static void prepare(void) { }
static void begin(void) { before = retired(); }
static uint32_t taken(void) { return retired() - before; }
static void put(char c) { REGISTER(uint8_t, 0x10000000) = (uint8_t)c; }
static void finish(void) { REGISTER(uint32_t, 0x100000) = 0x5555; }

int main(void);
__attribute__((section(".vectors"), naked, used)) void start(void) { __asm__("la sp, __stack\ncall main"); }

/* What compilers make of loops, where there is no library. */
void *memcpy(void *to, const void *from, size_t length)
{
    size_t i;
    for (i = 0; i < length; i++) {
        ((volatile uint8_t *)to)[i] = ((const uint8_t *)from)[i];
    }
    return to;
}

void *memset(void *to, int byte, size_t length)
{
    size_t i;
    for (i = 0; i < length; i++) {
        ((volatile uint8_t *)to)[i] = (uint8_t)byte;
    }
    return to;
}

#else
#define REGISTER(address) (*(volatile uint32_t *)(address))
#define TICK(offset) REGISTER(0xE000E010 + (offset))
static uint32_t before;

static void prepare(void) { REGISTER(UART + 8) = 1; }

static void begin(void)
{
    TICK(4) = 0xffffff;
    TICK(8) = 0;
    TICK(0) = 5;
    before = TICK(8);
}

/* The counter counts down, once for several instructions, and says whether it came to its end. */
static uint32_t taken(void)
{
    const uint32_t now = TICK(8);
    return TICK(0) >> 16 & 1 ? 0 : ((before - now) & 0xffffff) * TICK_INSTRUCTIONS;
}

static void put(char c)
{
    while (REGISTER(UART + 4) & 1) { }
    REGISTER(UART) = (uint8_t)c;
}

static void finish(void) { REGISTER(0xE000ED0C) = 0x05FA0004; for (;;) { } }

int main(void);
extern char __stack;
static void reset(void)
{
#if defined(__ARM_FP)
    /* Floating point has to be switched on. */
    REGISTER(0xE000ED88) |= 0xF00000;
    __asm volatile("dsb; isb");
#endif
    (void)main();
}
__attribute__((section(".vectors"), used)) void *const vectors[] = {&__stack, (void *)reset};
#endif

ARRAYS

static void fill(void *codes, size_t bytes)
{
    size_t i;
    for (i = 0; i < bytes; i++) {
        ((uint8_t *)codes)[i] = (uint8_t)(i * 37);
    }
}

static void say(const char *word, uint32_t number)
{
    char digits[11];
    int i = 10;
    while (*word) {
        put(*word++);
    }
    digits[10] = 0;
    do {
        digits[--i] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    while (digits[i]) {
        put(digits[i++]);
    }
    put('\n');
}

int main(void)
{
    int failed = 0;
    int run;
    uint32_t count;
    prepare();
FILLS
    begin();
    for (run = 0; run < RUNS; run++) {
        CALL
    }
    count = taken();
    if (failed) {
        say("failed ", 1);
    } else {
        say("counted ", count / RUNS);
    }
    finish();
    return 0;
}
