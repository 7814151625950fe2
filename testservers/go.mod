module github.com/loquat-chat/loquat/testservers

go 1.26.0

toolchain go1.27.4
