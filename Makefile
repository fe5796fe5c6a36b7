# make            lists the targets
# Variables: DESTDIR, PREFIX (/usr), OCF_ROOT ($(PREFIX)/lib/ocf), SBINDIR ($(PREFIX)/sbin), CLUSTER (yes) of demo,
#            RECORD (no) of compat, FILES (lib/wire lib/vip) and WORKERS (1) of mutate

PREFIX   ?= /usr
OCF_ROOT ?= $(PREFIX)/lib/ocf
SBINDIR  ?= $(PREFIX)/sbin
CLUSTER  ?= yes
RECORD   ?= no
FILES    ?= lib/wire lib/vip
WORKERS  ?= 1
AGENT_DIR = $(OCF_ROOT)/resource.d/floatip

BUN    = node_modules/.bin/bun
VITEST = $(BUN) --bun node_modules/.bin/vitest run

# Why each flag: docs/architecture.md, "Build".
BUILD_FLAGS = --compile --minify --bytecode --format=esm --splitting \
              --compile-jit-policy=1000 \
              --no-compile-autoload-dotenv --no-compile-autoload-bunfig

SOURCES = $(shell find bin lib -name '*.ts') $(wildcard ocf-metadata/*.ts) package.json

.PHONY: help build check test mutate compat demo bench bench-failover bench-many bench-fast-failover install uninstall clean packages

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-19s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: dist/VirtualIP ## build dist/VirtualIP (npm packages are installed if they are missing)

dist/VirtualIP: node_modules/.complete build/meta-data.xml $(SOURCES) Makefile
	@mkdir -p dist
	$(BUN) build bin/VirtualIP.ts $(BUILD_FLAGS) --outfile $@
	@touch $@

build/meta-data.xml: node_modules/.complete $(wildcard ocf-metadata/*.ts) tools/render-meta-data.ts package.json
	@mkdir -p build
	$(BUN) tools/render-meta-data.ts > $@.new
	@mv $@.new $@

# What npm brings, the compiler included. Some packages want a newer Node.js than Debian has: they are
# run by Bun, and npm's warnings of it are left out. No package's install script runs, but for the one that
# puts the compiler's binary in its place.
node_modules/.complete: package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	node node_modules/bun/install.js
	@touch $@

check: build/meta-data.xml ## types, lint, format, generated documentation
	node_modules/.bin/tsc --noEmit
	node_modules/.bin/biome check --error-on-warnings .
	$(BUN) tools/render-readme.ts --check

test: packages build check ## everything: check, then all tests (needs root)
	$(BUN) tools/run-tests.ts

mutate: node_modules/.complete ## make the code wrong in small ways, and see whether a test notices; FILES=lib/wire/arp.ts for a short one
	WORKERS=$(WORKERS) $(BUN) tools/mutate/main.ts $(FILES)

compat: build ## the same cases through IPaddr2 and VirtualIP; RECORD=yes: IPaddr2's on record anew (needs root)
	@tools/packages compat
	@rm -f build/compat.txt
	@[ "$(RECORD)" != yes ] || FLOATIP_IPADDR2=record $(VITEST) test/compat/ipaddr2.test.ts
	@status=0; FLOATIP_IPADDR2=all $(VITEST) test/compat || status=$$?; cat build/compat.txt; exit $$status

demo: build ## watch an address move in a cluster; CLUSTER=no: without one (needs root)
	@tools/packages demo
	@if [ "$(CLUSTER)" = no ]; then exec $(BUN) tools/demo.ts; fi; \
	if tools/packages demo-cluster; then exec $(BUN) tools/demo.ts --cluster; fi; \
	echo 'There is no Pacemaker: we play the cluster manager ourselves.'; \
	exec $(BUN) tools/demo.ts

bench: build ## measure against IPaddr2, alone and in clusters; RUNS=5 for a short one (needs root)
	@tools/packages bench
	@tools/packages bench-failover
	@tools/packages bench-many
	$(BUN) test/bench/main.ts
	$(BUN) test/bench/failover/main.ts
	$(BUN) test/bench/many/main.ts

bench-failover: build ## measure failovers under Pacemaker, and keepalived's (needs root)
	@tools/packages bench-failover
	$(BUN) test/bench/failover/main.ts

bench-many: build ## measure two hundred addresses in a cluster, beside IPaddr2's (needs root)
	@tools/packages bench-many
	$(BUN) test/bench/many/main.ts

bench-fast-failover: build ## measure what settings make a failover fast, and their price (needs root)
	@tools/packages bench-failover
	$(BUN) test/bench/failover/tuning/main.ts

packages:
	@tools/packages test

install: build ## install the agent and the command floatip
	install -d "$(DESTDIR)$(AGENT_DIR)" "$(DESTDIR)$(SBINDIR)"
	install -m 0755 dist/VirtualIP "$(DESTDIR)$(AGENT_DIR)/VirtualIP"
	ln -sf "$(AGENT_DIR)/VirtualIP" "$(DESTDIR)$(SBINDIR)/floatip"

uninstall: ## remove what install put there
	rm -f "$(DESTDIR)$(AGENT_DIR)/VirtualIP" "$(DESTDIR)$(SBINDIR)/floatip"
	@rmdir "$(DESTDIR)$(AGENT_DIR)" 2>/dev/null || true

clean: ## remove what was built
	rm -rf build dist node_modules
