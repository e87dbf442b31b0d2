// The functions that Foundation on Linux looks up in its own C library.
typedef unsigned long darwin_check_size;
int memcmp(const void *, const void *, darwin_check_size);
void *memcpy(void *, const void *, darwin_check_size);
void *memmove(void *, const void *, darwin_check_size);
void *memset(void *, int, darwin_check_size);
void *malloc(darwin_check_size);
void free(void *);
darwin_check_size strlen(const char *);
