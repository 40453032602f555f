module epoll

go 1.25
